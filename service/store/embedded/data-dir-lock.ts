import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../start-error';
import { isAlive, processStartTime } from './process-info';

/** Who holds a data directory. */
type Holder = { pid: number; startTime: string | null };

/**
 * Takes the data directory for this process, so that never two services run one database. A holder that died without
 * letting go (SIGKILL, power cut) is recognised by its pid and start time, and replaced.
 *
 * @returns the function that lets go
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = lockFile(dataDir);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(`${process.pid} ${processStartTime(process.pid) ?? '-'}\n`);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await readHolder(dataDir);
    if (holder) throw new StartError('data-dir', `Another service (process ${holder.pid}) runs on ${dataDir}`);
    await rm(file, { force: true });
  }
  throw new StartError('data-dir', `Could not take ${file}: other services are starting on the same data directory`);
}

/** Whether a living service holds the data directory. */
export async function isDataDirHeld(dataDir: string): Promise<boolean> {
  return (await readHolder(dataDir)) !== null;
}

async function readHolder(dataDir: string): Promise<Holder | null> {
  const text = await readFile(lockFile(dataDir), 'utf8').catch(() => '');
  const [pidText = '', startTime = '-'] = text.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const startedNow = processStartTime(pid);
  // The number was given to another process since.
  if (startTime !== '-' && startedNow !== null && startTime !== startedNow) return null;
  return { pid, startTime: startedNow };
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'service.lock');
}
