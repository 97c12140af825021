import { writeFile } from 'node:fs/promises';

/** What a run found. `figures` carry their unit in the name; `goal` says in words what `ok` judged. */
export type RunResult = {
  name: string;
  ok: boolean;
  goal: string;
  figures: Record<string, number | string | number[]>;
  /** What is wrong, one line each. */
  failures?: string[];
};

/** Takes the options of the command line by name. */
export type MeasuredRun = (options: Map<string, string>) => Promise<RunResult>;

/** A whole-number option, at least 1. */
export function countOption(options: Map<string, string>, name: string, fallback: number): number {
  const value = Number(options.get(name) ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1`);
  return value;
}

/** The p-th percentile (0–100) by the nearest-rank method. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('no values to take a percentile of');
  return value;
}

/**
 * `npm run COMMAND -- NAME [--json FILE] [--option value …]`: does the run of that name, prints its figures, and ends
 * the process with 0 if its goal was met, else with 1.
 */
export async function runFromCommandLine(command: string, runs: Record<string, MeasuredRun>): Promise<never> {
  const usage = `usage: npm run ${command} -- NAME [--json FILE] [--option value …]\nnames: ${Object.keys(runs).join(', ')}\n`;
  const [name, ...rest] = process.argv.slice(2);
  const run = name === undefined ? undefined : runs[name];
  const options = parseOptions(rest);
  if (!run || !options) {
    process.stderr.write(usage);
    process.exit(2);
  }
  const result = await run(options);
  const file = options.get('json');
  if (file) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  const failures = (result.failures ?? []).map((failure) => `${failure}\n`).join('');
  process.stdout.write(
    `${JSON.stringify(result.figures, null, 2)}\n${failures}${result.ok ? 'goal met' : 'goal missed'}: ${result.goal}\n`,
  );
  process.exit(result.ok ? 0 : 1);
}

/** Reads `--name value` pairs; null where it is anything else. */
function parseOptions(argv: string[]): Map<string, string> | null {
  const options = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value] = [argv[i], argv[i + 1]];
    if (!name?.startsWith('--') || value === undefined) return null;
    options.set(name.slice(2), value);
  }
  return options;
}
