import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { demoStateFile } from '../demo/demo-state';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';
import { DEMO_PASSWORD } from '../world/seed';
import { prepareWorld } from '../world/world';

/**
 * `npm run dev [-- --profile NAME]`: mail store, service (restarted when its code changes), seeded data and a desktop
 * with hot reload. A second call with another profile opens one more desk on the same service.
 */
const { values } = parseArgs({ options: { profile: { type: 'string', default: 'anna' } } });
const profile = values.profile;
const stateFile = join(tmpdir(), `replydesk-dev-${userInfo().username}.json`);
const stateSchema = z.object({
  pid: z.number(),
  serviceUrl: z.string(),
  dir: z.string(),
  env: z.record(z.string(), z.string()),
});
type DevState = z.infer<typeof stateSchema>;

const bin = (name: string): string => join(repositoryRoot, 'node_modules/.bin', name);

/** The state of a `npm run dev` that is running, or null. */
async function running(): Promise<DevState | null> {
  const written = await readFile(stateFile, 'utf8').catch(() => null);
  if (written === null) return null;
  const state = stateSchema.parse(JSON.parse(written));
  try {
    process.kill(state.pid, 0);
    return state;
  } catch {
    // Its process has died without tidying up: the file means nothing.
    await rm(stateFile, { force: true });
    return null;
  }
}

async function startDesktop(state: DevState): Promise<ChildProcess> {
  const userDataDir = join(state.dir, 'desks', profile);
  await mkdir(userDataDir, { recursive: true });
  const flags = process.getuid?.() === 0 ? ['--noSandbox'] : [];
  return spawn(
    bin('electron-vite'),
    ['dev', ...flags, '--', `--user-data-dir=${userDataDir}`, '--profile', profile, '--service-url', state.serviceUrl],
    { cwd: repositoryRoot, stdio: 'inherit', env: { ...process.env, ...state.env } },
  );
}

async function main(): Promise<void> {
  const existing = await running();
  if (existing) {
    await once(await startDesktop(existing), 'exit');
    return;
  }
  const world = await prepareWorld({});
  const service = spawn(bin('tsx'), ['watch', 'service/cli.ts', 'start', '--config', world.files.configFile], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  try {
    const state = { pid: process.pid, serviceUrl: world.serviceUrl, dir: world.dir, env: world.keyring.env };
    await waitFor(
      'the service listens',
      () =>
        access(join(world.files.dataDir, 'listening.json')).then(
          () => true,
          () => false,
        ),
      {
        timeoutMs: 60_000,
      },
    );
    await writeFile(stateFile, JSON.stringify(state), { mode: 0o600 });
    await writeFile(
      demoStateFile,
      JSON.stringify({
        delivery: world.stack.delivery,
        addresses: { support: world.stack.address('support'), billing: world.stack.address('billing') },
      }),
      { mode: 0o600 },
    );
    process.stdout.write(
      `\nagents anna and ben, supervisor sofia; password: ${DEMO_PASSWORD}\ncustomers' mail: npm run demo:mail; one more desk: npm run dev -- --profile ben\n\n`,
    );
    const desktop = await startDesktop(state);
    await Promise.race([once(desktop, 'exit'), once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    desktop.kill('SIGTERM');
  } finally {
    await rm(stateFile, { force: true });
    await rm(demoStateFile, { force: true });
    const ended = once(service, 'exit');
    service.kill('SIGTERM');
    await ended;
    await world.release();
  }
}

await main();
