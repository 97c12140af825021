/** What a bench measured. `figures` carry their unit in the name; `goal` says in words what `ok` judged. */
export type BenchResult = {
  name: string;
  ok: boolean;
  goal: string;
  figures: Record<string, number | string | number[]>;
};

/** Takes the options of the command line by name. */
export type Bench = (options: Map<string, string>) => Promise<BenchResult>;

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
