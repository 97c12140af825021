import { setTimeout as pause } from 'node:timers/promises';

export type WaitOptions = {
  /** Milliseconds after which waiting fails. */
  timeoutMs?: number;
  /** Milliseconds between two looks. */
  intervalMs?: number;
};

/**
 * Looks again and again until the condition gives something other than `false` or `undefined`, and returns that. Fails
 * with the description after `timeoutMs` (15 s unless told). An error of the condition ends the waiting at once.
 */
export async function waitFor<T>(
  description: string,
  condition: () => Promise<T | false | undefined> | T | false | undefined,
  { timeoutMs = 15_000, intervalMs = 20 }: WaitOptions = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${description}`);
    await pause(intervalMs);
  }
}
