import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, npm, run } from './child.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, root, sha256 } from './paths.mjs';
import { say, SetupError } from './say.mjs';

/** The first that reads our lock file's version and `overrides` as it was written. */
const OLDEST_NPM = 9;

const modules = join(root, 'node_modules');
/** Holds the hash of the lock file that `node_modules` was last found to match. Gone with `node_modules`. */
const marker = join(modules, '.replydesk-lock-hash');

/** Brings `node_modules` to what `package-lock.json` says, with `npm ci` if it differs. */
export async function ensureDependencies() {
  if (isMarked()) return;
  await withLock(join(cacheDir, `npm-ci-${sha256(root).slice(0, 12)}.lock`), async () => {
    if (isMarked()) return;
    if (!isInstalled()) {
      await requireNpm();
      say('installing the packages of package-lock.json (npm ci) …');
      const [command, args] = npm('ci', '--no-audit', '--no-fund');
      // The Electron runtime is fetched by a step of its own, which knows what to do when that fails.
      const code = await run(command, args, { env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } });
      if (code !== 0) throw new SetupError(`npm ci failed (${code}); see its output above`);
    }
    writeFileSync(marker, lockHash());
  });
}

async function requireNpm() {
  const [command, args] = npm('--version');
  const { stdout } = await capture(command, args).catch((error) => {
    throw new SetupError(`npm ${OLDEST_NPM} or later is needed, and there is none to start (${error.code})`);
  });
  if (Number.parseInt(stdout, 10) >= OLDEST_NPM) return;
  throw new SetupError(`npm ${OLDEST_NPM} or later is needed; this is npm ${stdout.trim()}`);
}

function lockHash() {
  return sha256(readFileSync(join(root, 'package-lock.json')));
}

function isMarked() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === lockHash();
}

/** Compares version by version, so that what `npm install` has brought up to date is not installed again. */
function isInstalled() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const isThere = (path) => installed[path]?.version === wanted[path].version && existsSync(join(root, path));
  // Optional ones are for other platforms, or not; npm has decided when it installed.
  return Object.keys(wanted).every((path) => path === '' || wanted[path].optional || isThere(path));
}
