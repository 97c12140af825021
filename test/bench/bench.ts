import { writeFile } from 'node:fs/promises';
import { deliveryToOffer } from './delivery-to-offer';
import type { Bench, BenchResult } from './result';

/** `npm run bench -- NAME [--json FILE] [options]`: one entry a bench. */
const benches: Record<string, Bench> = { 'delivery-to-offer': deliveryToOffer };

function usage(): never {
  process.stderr.write(
    `usage: npm run bench -- NAME [--json FILE] [--relax FACTOR] [--option value …]\nbenches: ${Object.keys(benches).join(', ')}\n`,
  );
  process.exit(2);
}

/** Reads `--name value` pairs. */
function parseOptions(argv: string[]): Map<string, string> {
  const options = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value] = [argv[i], argv[i + 1]];
    if (!name?.startsWith('--') || value === undefined) usage();
    options.set(name.slice(2), value);
  }
  return options;
}

const [name, ...rest] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (!bench) usage();
const options = parseOptions(rest);
const result: BenchResult = await bench(options);
const file = options.get('json');
if (file) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(
  `${JSON.stringify(result.figures, null, 2)}\n${result.ok ? 'goal met' : 'goal missed'}: ${result.goal}\n`,
);
process.exit(result.ok ? 0 : 1);
