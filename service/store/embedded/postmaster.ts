import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, isAlive } from './process-info';

/** What PostgreSQL writes into `postmaster.pid` (miscinit.c, "LOCK_FILE_LINE_…"). */
export type Postmaster = { pid: number; port: number; socketFolder: string; isReady: boolean };

/** Reads `postmaster.pid`; null where there is none or it is not complete yet. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return parsePostmaster(text);
}

/** Line 1 pid, 2 data directory, 3 start time, 4 port, 5 socket folder, 6 listen address, 7 shared memory, 8 status. */
export function parsePostmaster(text: string): Postmaster | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), socketFolder: lines[4] ?? '', isReady: lines[7] === 'ready' };
}

/**
 * Ends what an earlier service left behind. A service that was killed leaves its PostgreSQL running as an orphan, which
 * is whole but nobody's child: it is shut down (committed work is safe, a fast shutdown writes a checkpoint) so that
 * the new one can be watched. A pid file whose number belongs to something else is removed, because PostgreSQL would
 * refuse to start for it.
 *
 * @returns the pid of the orphan that was stopped, or null
 */
export async function clearOrphan(cluster: string): Promise<number | null> {
  const found = await readPostmaster(cluster);
  if (!found) return null;
  if (!isAlive(found.pid) || !isPostgresOf(found.pid, cluster)) {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
    return null;
  }
  // SIGINT is the fast shutdown, SIGQUIT the immediate one (recovery from the log at the next start), and SIGKILL what
  // remains for a process that is stuck.
  for (const [signal, waitMs] of SHUTDOWN) {
    send(found.pid, signal);
    if (await hasEnded(found.pid, waitMs)) return found.pid;
  }
  throw new Error(`The old database process ${found.pid} does not end`);
}

const SHUTDOWN: [NodeJS.Signals, number][] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/** Where the command line cannot be read (not Linux) a living process of that number is taken for PostgreSQL. */
function isPostgresOf(pid: number, cluster: string): boolean {
  const words = commandLine(pid);
  return words === null || words.includes(cluster);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in between.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function hasEnded(pid: number, waitMs: number): Promise<boolean> {
  for (const until = Date.now() + waitMs; Date.now() < until; await delay(10)) if (!isAlive(pid)) return true;
  return !isAlive(pid);
}
