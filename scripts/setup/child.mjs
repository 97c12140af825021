import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const running = new Set();

/**
 * Runs a program in the checkout and resolves with its exit code (128 + n after signal n, as shells say). Its output
 * goes where ours goes, unless `stdio` says otherwise.
 */
export function run(command, args, { env = process.env, stdio = 'inherit', timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio, timeout: timeoutMs });
    running.add(child);
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 9));
    });
  });
}

/** Like `run`, and gives what the program wrote. */
export async function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** A program of `node_modules/.bin`, as command and first arguments. */
export function bin(name) {
  // npm's own links work everywhere but on Windows, where they are scripts for its shell.
  return process.platform === 'win32' ? ['npx.cmd', ['--no-install', name]] : [`${root}/node_modules/.bin/${name}`, []];
}

/** npm as it was started, else the one on the PATH. */
export function npm(...args) {
  const own = process.env.npm_execpath;
  return own?.endsWith('.js') ? [process.execPath, [own, ...args]] : ['npm', args];
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
let wasInterrupted = false;

/** Passes signals on to what is running, and lets us end only when that has ended. */
export function forwardSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      wasInterrupted = true;
      // Ctrl+C at a terminal reaches the whole group by itself; a second one would cut its tidying up short.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      for (const child of running) child.kill(signal);
    });
  }
}

/** Whether a signal has asked us to end. */
export function isInterrupted() {
  return wasInterrupted;
}
