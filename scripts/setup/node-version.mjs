import { readFileSync } from 'node:fs';

/*
 * Imported before everything else of the set-up, which an older Node cannot even load: it lacks `import.meta.dirname`.
 * So this file itself keeps to what Node 14 knows.
 */
const description = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const needed = description.engines.node.replace('>=', '');
const [major, minor] = process.versions.node.split('.').map(Number);
const [neededMajor, neededMinor] = needed.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(`Replydesk needs Node ${needed} or later; this is Node ${process.versions.node}\n`);
  process.exit(1);
}
