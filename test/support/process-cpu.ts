import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which is the same on all of Linux's machines that we meet; proc(5) counts in it. */
const TICKS_A_SECOND = 100;

type Process = { pid: number; parent: number; ownTicks: number; endedChildrenTicks: number };

/** Seconds of processor time that a process has used, by all of its threads. Linux only. */
export function cpuSecondsOf(pid: number): number {
  return (readProcess(pid)?.ownTicks ?? 0) / TICKS_A_SECOND;
}

/** Seconds that a process has used with all that descend from it, those included that have ended. */
export function cpuSecondsOfTree(pid: number): number {
  const processes = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : [],
  );
  const sum = (root: Process): number =>
    processes
      .filter(({ parent }) => parent === root.pid)
      .reduce((ticks, child) => ticks + sum(child), root.ownTicks + root.endedChildrenTicks);
  const root = processes.find((process) => process.pid === pid);
  return root === undefined ? 0 : sum(root) / TICKS_A_SECOND;
}

/** Null where it has ended. */
function readProcess(pid: number): Process | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
  // `pid (name) state ppid …`; the name may hold spaces and brackets. utime, stime, cutime, cstime are 14 to 17.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
  return { pid, parent: fields[1] ?? 0, ownTicks: utime + stime, endedChildrenTicks: cutime + cstime };
}
