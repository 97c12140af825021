import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../..');

/** Folder for what several checkouts share, outside of all of them (XDG Base Directory Specification). */
export const cacheDir = join(process.env.XDG_CACHE_HOME || defaultCache(), 'replydesk');

function defaultCache() {
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local');
  return join(homedir(), '.cache');
}

/** SHA-256 of a string or buffer, in hex. */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
