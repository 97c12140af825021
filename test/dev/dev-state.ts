import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { waitFor } from '../support/wait-for';

const stateFile = join(tmpdir(), `replydesk-dev-${userInfo().username}.json`);
const stateSchema = z.object({
  pid: z.number(),
  serviceUrl: z.string(),
  dir: z.string(),
  env: z.record(z.string(), z.string()),
});

/** What a second `npm run dev` has to know of the first. */
export type DevState = z.infer<typeof stateSchema>;

/** The state of a `npm run dev` that is running, or null. */
export async function readDevState(): Promise<DevState | null> {
  const written = await readFile(stateFile, 'utf8').catch(() => null);
  if (written === null) return null;
  const state = stateSchema.parse(JSON.parse(written));
  if (isAlive(state.pid)) return state;
  // Its process has died without tidying up: the file means nothing.
  await rm(stateFile, { force: true });
  return null;
}

/** Tells of this `npm run dev`, so that others can join it. */
export async function writeDevState(state: DevState): Promise<void> {
  await mkdir(joinedDir(state));
  await writeFile(stateFile, JSON.stringify(state), { mode: 0o600 });
}

/** Nobody can join from now on. */
export async function removeDevState(): Promise<void> {
  await rm(stateFile, { force: true });
}

/** Enters this process with the first one; fails if that is ending. The function returned takes it out again. */
export async function joinDev(state: DevState): Promise<() => Promise<void>> {
  const entry = join(joinedDir(state), String(process.pid));
  await writeFile(entry, '');
  return () => rm(entry, { force: true });
}

/** Ends all that have joined: their desks live in our folder and on our service. */
export async function endJoined(state: DevState): Promise<void> {
  const names = await readdir(joinedDir(state)).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const pid = Number(name);
      if (isAlive(pid)) process.kill(pid, 'SIGTERM');
      const isGone = (): boolean => !existsSync(join(joinedDir(state), name)) || !isAlive(pid);
      await waitFor(`the end of the joined npm run dev ${name}`, isGone);
    }),
  );
}

const joinedDir = (state: DevState): string => join(state.dir, 'joined');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
