import { once } from 'node:events';
import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository-root';
import type { AgentDesk } from '../world/agent-desk';
import { DEMO_PASSWORD } from '../world/seed';
import { startWorld } from '../world/world';
import { demoStateFile } from './demo-state';
import { mainJob } from './main-job';
import { DemoReport } from './report';

/**
 * `npm run demo`: mail store, service and one signed-in desk, until the window is closed or Ctrl+C.
 * `--once` does the main job by itself and exits 0 only if all of it was right; `--keep` then leaves everything running.
 */
const args = new Set(process.argv.slice(2));
const isOnce = args.has('--once');
const isKept = !isOnce || args.has('--keep');
for (const arg of args) {
  if (arg !== '--once' && arg !== '--keep') {
    process.stderr.write(`unknown option ${arg}\nusage: npm run demo [-- --once [--keep]]\n`);
    process.exit(2);
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

const world = await startWorld({});
let desk: AgentDesk | undefined;
let ok = true;
try {
  await writeFile(
    demoStateFile,
    JSON.stringify({
      delivery: world.stack.delivery,
      addresses: { support: world.address('support'), billing: world.address('billing') },
    }),
    { mode: 0o600 },
  );
  if (isOnce) {
    const opened = (desk = await world.openDesk('anna'));
    const report = new DemoReport(join(repositoryRoot, 'demo-report'), (path) => opened.screenshot(path));
    await report.begin();
    await mainJob(world, report, opened);
    await report.write();
    say('every step was right: demo-report/report.json');
  } else {
    await world.service.waitUntilReady();
    desk = await world.signInDesk('anna', DEMO_PASSWORD);
  }
} catch (error) {
  ok = false;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await world.saveEvidence(join(repositoryRoot, 'demo-report', 'evidence'));
}
if (isKept && ok && desk) {
  say(
    `service ${world.service.url}; more customers' mail: npm run demo:mail; to end, close the window or press Ctrl+C`,
  );
  await Promise.race([interrupted, desk.app.waitForEvent('close', { timeout: 0 })]);
}
await rm(demoStateFile, { force: true });
await world.stop();
process.exit(ok ? 0 : 1);
