import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './wait-for';

/** A server running as the leader of its own process group. */
export type GroupLeader = {
  pid: number;
  /** Resolves with the exit code or the signal when the leader is gone. */
  exited: Promise<string>;
  hasExited: () => boolean;
  /** Sends a signal to every process of the group. */
  signal: (signal: NodeJS.Signals) => void;
  /**
   * Asks the leader to end, kills the group after `graceMs`, and throws if a process of it outlives even that.
   * 0 kills at once.
   */
  stop: (graceMs: number) => Promise<void>;
};

/** At the end nothing of the servers' state is needed any more. Dovecot takes 2.7 s to end its log process. */
const CLOSING_GRACE_MS = 200;

/** How a program is started; its output goes to `<name>.out` unless `isShown`. */
type Start = { env?: NodeJS.ProcessEnv; cwd?: string; isShown?: boolean };

/** Starts servers in a folder of their own and guarantees their end. */
export type ProcessGroups = {
  run: (name: string, command: string, args: string[], start?: Start) => GroupLeader;
  /** Stops what still runs, then the watchdog. */
  close: () => Promise<void>;
};

/*
 * The watchdog is told the groups on its standard input. When the process that started the servers dies, by SIGKILL
 * too, that pipe closes, and the watchdog ends the groups (thawing frozen ones first) and removes the folder.
 * Between a spawn and the line that reports it lies one write to a pipe: only a death right there leaves an orphan.
 */
const WATCHDOG = `
groups=
while read -r verb group; do
  case $verb in
    add) groups="$groups $group" ;;
    remove) kept=; for g in $groups; do [ "$g" = "$group" ] || kept="$kept $g"; done; groups=$kept ;;
    done) exit 0 ;;
  esac
done
for g in $groups; do kill -s CONT -- "-$g"; kill -s KILL -- "-$g"; done 2>/dev/null
rm -rf -- "$1"
`;

/** `dir` takes the servers' output (`<name>.out`) and is removed by the watchdog if this process dies. */
export function openProcessGroups(dir: string): ProcessGroups {
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  const watchdogGone = whenExited(watchdog);
  const tell = (line: string): void => {
    watchdog.stdin.write(`${line}\n`);
  };
  const running = new Set<GroupLeader>();
  return {
    run(name, command, args, { env = process.env, cwd = dir, isShown = false } = {}) {
      const output = isShown ? null : openSync(join(dir, `${name}.out`), 'a', 0o644);
      const shown = output ?? 'inherit';
      const child = spawn(command, args, { detached: true, cwd, env, stdio: ['ignore', shown, shown] });
      if (output !== null) closeSync(output);
      const leader = leadGroup(child, name, (group) => {
        tell(`remove ${group}`);
        running.delete(leader);
      });
      tell(`add ${leader.pid}`);
      running.add(leader);
      return leader;
    },
    async close() {
      await Promise.all([...running].map((leader) => leader.stop(CLOSING_GRACE_MS)));
      tell('done');
      watchdog.stdin.end();
      await watchdogGone;
    },
  };
}

function leadGroup(child: ChildProcess, name: string, onGone: (group: number) => void): GroupLeader {
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${name}: is it installed?`);
  const exited = whenExited(child);
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const signal = (name: NodeJS.Signals): void => {
    signalGroup(pid, name);
  };
  return {
    pid,
    exited,
    hasExited,
    signal,
    async stop(graceMs) {
      signalGroup(pid, 'SIGCONT');
      if (graceMs > 0 && !hasExited()) child.kill('SIGTERM');
      const overdue = setTimeout(() => {
        signalGroup(pid, 'SIGKILL');
      }, graceMs);
      await exited;
      clearTimeout(overdue);
      // Short forks, such as a delivery under way, may outlive the leader.
      signalGroup(pid, 'SIGKILL');
      await waitFor(`the end of all processes of ${name}`, () => !isGroupAlive(pid), {
        timeoutMs: 5000,
        intervalMs: 5,
      });
      onGone(pid);
    },
  };
}

function whenExited(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ?? `code ${code ?? 'unknown'}`);
    });
  });
}

/** Whether any process of this group still runs. */
export function isGroupAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== 'linux') return true;
  // Orphans that ended stay as zombies until the machine's first process fetches them, in a container perhaps never.
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.some((pid) => {
    const { state, groupId } = readProcess(pid);
    return groupId === group && state !== 'Z' && state !== 'X';
  });
}

function readProcess(pid: string): { state: string; groupId: number } {
  try {
    // proc(5): `pid (name) state ppid pgrp …`; the name may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', , group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, groupId: Number(group) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return { state: 'X', groupId: 0 };
    }
    throw error;
  }
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
