import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, run } from '../setup/child.mjs';
import { withLock } from '../setup/lock.mjs';
import { cacheDir, root, sha256 } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';

const COMMON = ['common', 'package.json', 'package-lock.json', 'tsconfig.json'];
const BUILDS = {
  desktop: {
    inputs: ['main', 'preload', 'renderer', 'assets', 'electron.vite.config.ts', ...COMMON],
    output: 'out/main/index.js',
    command: ['electron-vite', 'build'],
  },
  service: {
    inputs: ['service', ...COMMON],
    output: 'out/service/cli.js',
    command: ['vite', 'build', '--config', 'service/vite.config.ts'],
  },
};

/** Builds what has changed since the last time, and gives the exit code. Two runs at once would mix their outputs. */
export function build(names = Object.keys(BUILDS)) {
  return withLock(join(cacheDir, `build-${sha256(root).slice(0, 12)}.lock`), async () => {
    const codes = await Promise.all(names.map((name) => buildOne(name, BUILDS[name])));
    return codes.find((code) => code !== 0) ?? 0;
  });
}

async function buildOne(name, { inputs, output, command: [program, ...args] }) {
  const note = join(root, `out/.${name}-inputs`);
  const hash = hashOf(inputs);
  if (existsSync(join(root, output)) && existsSync(note) && readFileSync(note, 'utf8') === hash) return 0;
  say(`building the ${name} …`);
  const [command, first] = bin(program);
  const code = await run(command, [...first, ...args], { stdio: ['ignore', 2, 2] });
  if (code === 0) {
    mkdirSync(join(root, 'out'), { recursive: true });
    // The hash of before: a file changed meanwhile makes the next run build again.
    writeFileSync(note, hash);
  }
  return code;
}

function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesOf))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(join(root, path))) return [];
  if (/\.(json|ts)$/.test(path)) return [path];
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)).sort();
}
