/** Pseudo-random choices that are the same for the same seed. */
export type Random = {
  /** In [0, 1). */
  next: () => number;
  /** A whole number from 0, less than `below`. */
  below: (below: number) => number;
  shuffle: <T>(values: readonly T[]) => T[];
};

/** Mulberry32: 32 bits of state, good enough to choose what breaks next. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const shuffle = <T>(values: readonly T[]): T[] =>
    values
      .map((value) => ({ value, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value);
  return { next, below, shuffle };
}
