import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A system user that PostgreSQL runs as. */
export type RunAs = { name: string; uid: number; gid: number };

/**
 * The user to drop to when the service itself runs as root, because PostgreSQL refuses root: `postgres` where it
 * exists, else `nobody`. Null where nothing has to be dropped (not root, or Windows).
 */
export async function findRunAs(): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  return users.get('postgres') ?? users.get('nobody') ?? { name: '65534', uid: 65534, gid: 65534 };
}

/** Reads passwd(5) lines; broken ones are left out. */
export function parsePasswd(text: string): Map<string, RunAs> {
  const users = new Map<string, RunAs>();
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid && /^\d+$/.test(uid) && /^\d+$/.test(gid)) {
      users.set(name, { name, uid: Number(uid), gid: Number(gid) });
    }
  }
  return users;
}

/** The first folder on the way to `path` that `user` may not enter, or null. Access lists beyond the mode are not seen. */
export async function firstClosedFolder(path: string, user: RunAs): Promise<string | null> {
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const { mode, uid, gid } = await stat(folder);
    const mayEnter = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001;
    if (!mayEnter) return folder;
  }
  return null;
}
