import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from './say.mjs';

/** Runs `work` while no other process does the same under this path. A lock whose owner has died is taken over. */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  let isTold = false;
  while (!take(path)) {
    if (!isTold) say('waiting for another set-up to finish …');
    isTold = true;
    await pause(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isOwnerAlive(path)) return false;
    rmSync(path, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  return true;
}

function isOwnerAlive(path) {
  let pid;
  try {
    pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
  } catch (error) {
    // Between making the folder and writing the file lies a moment; a lock without an owner for longer was abandoned.
    if (error.code === 'ENOENT') return !isAbandoned(path);
    throw error;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const ownerlessSince = new Map();

function isAbandoned(path) {
  const since = ownerlessSince.get(path) ?? Date.now();
  ownerlessSince.set(path, since);
  return Date.now() - since > 2000;
}
