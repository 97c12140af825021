import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { demoStateFile } from '../demo/demo-state';
import { openProcessGroups, type GroupLeader, type ProcessGroups } from '../support/process-group';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';
import { DEMO_PASSWORD } from '../world/seed';
import { prepareWorld, type PreparedWorld } from '../world/world';
import { endJoined, joinDev, readDevState, removeDevState, writeDevState, type DevState } from './dev-state';

/**
 * `npm run dev [-- --profile NAME]`: mail store, service (restarted when its code changes), seeded data and a desktop
 * with hot reload. A second call with another profile opens one more desk on the same service, and ends with the first.
 */
const { values } = parseArgs({ options: { profile: { type: 'string', default: 'anna' } } });
const { profile } = values;

/** The desk closes its connections, the service its database: longer than that they take only when they hang. */
const GRACE_MS = { desktop: 5_000, service: 10_000 };

// From the first moment on: a signal during the preparations must not leave half of them standing.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal));
const interrupted = Promise.race(signals).then(() => 'interrupted');

const bin = (name: string): string => join(repositoryRoot, 'node_modules/.bin', name);
const deskDir = (state: DevState): string => join(state.dir, 'desks', profile);

function startDesktop(groups: ProcessGroups, state: DevState, flags: string[]): GroupLeader {
  const sandbox = process.getuid?.() === 0 ? ['--noSandbox'] : [];
  const own = [`--user-data-dir=${deskDir(state)}`, '--profile', profile, '--service-url', state.serviceUrl];
  // electron-vite knows nothing of ELECTRON_OVERRIDE_DIST_PATH; the electron package does.
  const electron = z.string().parse(createRequire(import.meta.url)('electron'));
  return groups.run('desktop', bin('electron-vite'), ['dev', ...flags, ...sandbox, '--', ...own], {
    cwd: repositoryRoot,
    env: { ...process.env, ...state.env, ELECTRON_EXEC_PATH: electron },
    isShown: true,
  });
}

/** Until the window is closed or a signal comes. */
async function untilEnd(desktop: GroupLeader): Promise<void> {
  const end = await Promise.race([desktop.exited, interrupted]);
  if (end !== 'interrupted' && end !== 'code 0') {
    process.stderr.write(`the desktop ended: ${end}\n`);
    process.exitCode = 1;
  }
  await desktop.stop(GRACE_MS.desktop);
}

async function openOneMore(state: DevState): Promise<void> {
  const leave = await joinDev(state);
  await mkdir(deskDir(state), { recursive: true });
  const groups = openProcessGroups(deskDir(state));
  try {
    // The first one builds main and preload; building them again would pull them from under its window.
    await untilEnd(startDesktop(groups, state, ['--rendererOnly']));
  } finally {
    await groups.close();
    await leave();
  }
}

async function startFirst(world: PreparedWorld, groups: ProcessGroups): Promise<void> {
  const state = { pid: process.pid, serviceUrl: world.serviceUrl, dir: world.dir, env: world.keyring.env };
  const watch = ['watch', '--clear-screen=false', 'service/cli.ts', 'start', '--config', world.files.configFile];
  const service = groups.run('service', bin('tsx'), watch, { cwd: repositoryRoot, isShown: true });
  try {
    const listening = join(world.files.dataDir, 'listening.json');
    const isListening = waitFor('the service listens', () => existsSync(listening), { timeoutMs: 60_000 });
    if ((await Promise.race([isListening, interrupted])) === 'interrupted') return;
    await writeDevState(state);
    await writeDemoState(world);
    process.stdout.write(
      `\nagents anna and ben, supervisor sofia; password: ${DEMO_PASSWORD}\ncustomers' mail: npm run demo:mail; one more desk: npm run dev -- --profile ben\n\n`,
    );
    await mkdir(deskDir(state), { recursive: true });
    await untilEnd(startDesktop(groups, state, ['--watch']));
  } finally {
    await removeDevState();
    await rm(demoStateFile, { force: true });
    await endJoined(state);
    await service.stop(GRACE_MS.service);
  }
}

async function writeDemoState(world: PreparedWorld): Promise<void> {
  const addresses = { support: world.stack.address('support'), billing: world.stack.address('billing') };
  const content = JSON.stringify({ delivery: world.stack.delivery, addresses });
  await writeFile(demoStateFile, content, { mode: 0o600 });
}

async function main(): Promise<void> {
  const running = await readDevState();
  if (running) {
    await openOneMore(running);
    return;
  }
  const world = await prepareWorld({});
  // Its watchdog ends service and desktop and removes the folder even if this process is killed.
  const groups = openProcessGroups(world.dir);
  try {
    await startFirst(world, groups);
  } finally {
    await groups.close();
    await world.release();
  }
}

await main();
// The waits for signals that never came keep nothing, but an isListening cut short would.
process.exit();
