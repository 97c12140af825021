import { readFileSync } from 'node:fs';

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  // A zombie still answers to signal 0, and will never do anything again.
  return readStat(pid)?.[0] !== 'Z';
}

/** Clock ticks between boot and the start of the process (proc(5), field 22): tells a re-used pid. Null off Linux. */
export function processStartTime(pid: number): string | null {
  return readStat(pid)?.[19] ?? null;
}

/** Command line of a process; null where it cannot be known. */
export function commandLine(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return null;
  }
}

/** Fields of /proc/PID/stat from the third on; the second is a name that may hold spaces and brackets. */
function readStat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
