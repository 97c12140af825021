import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * Stands in for Electron's default_app.asar where a runtime comes without it: runs the application named by the first
 * argument that is no flag, as `electron [-r module] folder` does. Electron waits for this module, and so for the
 * application's own, before it becomes ready.
 */
const load = createRequire(import.meta.url);
const { app } = load('electron');

const { folder, preloads } = readArguments(process.argv.slice(1));
const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
app.setVersion(description.version ?? '0.0.0');
app.name = description.productName ?? description.name;
app.setAppPath(folder);
for (const preload of preloads) createRequire(join(process.cwd(), 'noop.js'))(preload);
await import(pathToFileURL(join(folder, description.main ?? 'index.js')).href);

function readArguments(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') preloads.push(args[++i]);
    else if (!args[i].startsWith('-')) return { folder: resolve(args[i]), preloads };
  }
  process.stderr.write('usage: electron [-r MODULE] FOLDER\n');
  process.exit(2);
}
