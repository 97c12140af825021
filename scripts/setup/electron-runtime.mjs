import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './child.mjs';
import { developmentRuntime, isDevelopmentRuntimePossible } from './electron-development-runtime.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, root } from './paths.mjs';
import { say, SetupError } from './say.mjs';

const electron = join(root, 'node_modules/electron');
const failureNote = join(cacheDir, 'electron-download-failed.json');
/** A machine that cannot reach the release host does not try again at each run. */
const RETRY_AFTER_MS = 6 * 3600_000;

/**
 * Gives the environment with which the `electron` package finds a runtime: the one named by
 * `ELECTRON_OVERRIDE_DIST_PATH`, else the official download, else the development runtime.
 */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    if (!existsSync(override))
      throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, which does not exist`);
    return {};
  }
  return withLock(join(cacheDir, 'electron.lock'), async () => {
    const failure = await officialDownload();
    if (failure === null) return {};
    if (isDevelopmentRuntimePossible()) return { ELECTRON_OVERRIDE_DIST_PATH: await developmentRuntime() };
    throw new SetupError(
      `Electron's runtime could not be downloaded:\n${failure}\n` +
        'Unpack an Electron release yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  });
}

/** Null when the official runtime is there, else why not. */
async function officialDownload() {
  const version = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version;
  if (isOfficialInstalled(version)) return null;
  const known = readFailure(version);
  if (known) return known;
  say(`downloading Electron ${version} …`);
  const { code, stderr } = await capture(process.execPath, [join(electron, 'install.js')], { timeout: 15 * 60_000 });
  if (code === 0 && isOfficialInstalled(version)) return null;
  const reason = stderr.trim().split('\n')[0] || `install.js ended with ${code}`;
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(failureNote, JSON.stringify({ version, reason, at: Date.now() }));
  return reason;
}

/** Electron's install.js writes the executable's place last. */
function isOfficialInstalled(version) {
  const [versionFile, pathFile] = [join(electron, 'dist/version'), join(electron, 'path.txt')];
  if (!existsSync(versionFile) || !existsSync(pathFile)) return false;
  const isRight = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') === version;
  return isRight && existsSync(join(electron, 'dist', readFileSync(pathFile, 'utf8')));
}

function readFailure(version) {
  if (!existsSync(failureNote)) return null;
  const note = JSON.parse(readFileSync(failureNote, 'utf8'));
  return note.version === version && Date.now() - note.at < RETRY_AFTER_MS ? note.reason : null;
}
