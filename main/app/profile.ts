import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LaunchArguments } from './arguments';

/** Where a profile keeps its things, and under which name the keychain keeps its secrets. */
export type Profile = { name: string; userData: string; keychainAccount: string };

/**
 * One profile is one person's desk: an own folder, own secrets, own single instance. A folder given on the command line
 * is a desk of its own, too, so that two of them with the same profile name do not share secrets.
 */
export function resolveProfile(launch: LaunchArguments, appData: string): Profile {
  const { profile: name, userDataDir } = launch;
  if (userDataDir === null) {
    const base = join(appData, 'Replydesk');
    return { name, userData: name === 'default' ? base : join(base, 'profiles', name), keychainAccount: name };
  }
  const folder = createHash('sha256').update(userDataDir).digest('hex').slice(0, 12);
  return { name, userData: userDataDir, keychainAccount: `${name}@${folder}` };
}
