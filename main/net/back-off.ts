/** Limits of the wait between attempts to connect. */
export type BackOff = { firstMs: number; maxMs: number };

/**
 * How long to wait before the attempt after `failures` failed ones: doubling up to the limit, and of that a random
 * half to whole, so that the desks of a whole floor do not come back in the same instant.
 */
export function backOffMs(failures: number, limits: BackOff, random: () => number): number {
  const full = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  return Math.round(full * (0.5 + random() / 2));
}

/** A wait that can be cut short: after sleep or when the network is back there is no reason to go on waiting. */
export type Wait = { done: Promise<void>; wake: () => void };

export function startWait(ms: number): Wait {
  let wake: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, wake };
}
