import { execFileSync } from 'node:child_process';

/** Command lines of the running processes that name `text`, without those that ended and wait to be fetched. */
export function processesNaming(text: string): string[] {
  const listing = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' });
  // Servers write the folder's name with other separators into their process titles.
  const core = text.split('/').at(-1) ?? text;
  return listing.split('\n').filter((line) => line.includes(core) && !line.startsWith('Z'));
}
