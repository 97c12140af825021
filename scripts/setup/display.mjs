import { spawn } from 'node:child_process';
import { say, SetupError } from './say.mjs';

/*
 * The shell in between ends Xvfb when its own standard input closes, which is when we end, however that happens. It is
 * in a process group of its own, so that Ctrl+C does not take the display from under the window.
 */
const KEEPER = 'Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp & cat > /dev/null; kill $!';

/**
 * Where there is no display, starts one in memory with a free number. Gives the environment to add and the function
 * that ends it.
 */
export async function ensureDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY) return { env: {}, stop: () => undefined };
  const keeper = spawn('/bin/sh', ['-c', KEEPER], { detached: true, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] });
  const number = await readNumber(keeper);
  say(`no display here: the window is on Xvfb, DISPLAY=:${number}`);
  return {
    env: { DISPLAY: `:${number}` },
    stop: () => {
      keeper.stdin.end();
      keeper.unref();
    },
  };
}

function readNumber(keeper) {
  return new Promise((resolve, reject) => {
    let text = '';
    const failed = () => reject(new SetupError('Xvfb did not start'));
    const overdue = setTimeout(failed, 15_000);
    keeper.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(overdue);
      keeper.stdio[3].unref();
      resolve(text.trim());
    });
    keeper.stdio[3].on('end', failed);
    keeper.on('error', failed);
  });
}
