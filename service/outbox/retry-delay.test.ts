import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay';

const MINUTE = 60_000;

describe('retryDelayMs', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [8, 128],
    [9, 240],
    [20, 240],
  ])('after refusal %i: %i minutes', (attempt, minutes) => {
    expect(retryDelayMs(attempt)).toBe(minutes * MINUTE);
  });

  it('gives up within 3 days, after having used most of them', () => {
    let totalMs = 0;
    let attempt = 1;
    for (let next = retryDelayMs(attempt); next !== null; next = retryDelayMs(attempt)) {
      totalMs += next;
      attempt += 1;
    }
    expect(totalMs).toBeLessThanOrEqual(72 * 60 * MINUTE);
    expect(totalMs).toBeGreaterThan(67 * 60 * MINUTE);
    expect(retryDelayMs(1_000_000)).toBeNull();
  });
});
