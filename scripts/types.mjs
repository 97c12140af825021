import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, capture } from './setup/child.mjs';
import { root } from './setup/paths.mjs';

/** Checks the types of every process's folder, two at a time. What is unchanged since the last run costs little. */
const waiting = ['test', 'renderer', 'service', 'main', 'preload', 'common'];
const cache = join(root, 'node_modules/.cache/types');
mkdirSync(cache, { recursive: true });

async function worker() {
  for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
    const [command, first] = bin('tsc');
    const incremental = ['--incremental', '--tsBuildInfoFile', join(cache, `${folder}.tsbuildinfo`)];
    const { code, stdout, stderr } = await capture(command, [...first, '-p', folder, '--noEmit', ...incremental]);
    process.stdout.write(`${folder}: ${code === 0 ? 'ok' : 'errors'}\n${stdout}${stderr}`);
    if (code !== 0) process.exitCode = 1;
  }
}

await Promise.all([worker(), worker()]);
