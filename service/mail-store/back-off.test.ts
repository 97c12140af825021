import { describe, expect, it } from 'vitest';
import { reconnectDelayMs, throttledDelayMs } from './back-off';

describe('reconnectDelayMs', () => {
  it.each([
    [0, null, 0, 100],
    [0, null, 1, 200],
    [1, 'mail-connection-lost', 1, 400],
    [7, 'mail-host-unreachable', 1, 25_600],
    [8, null, 1, 30_000],
    [5000, null, 1, 30_000],
    [0, 'mail-sign-in-refused', 1, 3000],
    [0, 'mail-too-many-connections', 0, 1500],
    [9, 'mail-sign-in-refused', 0, 150_000],
    [5000, 'mail-too-many-connections', 1, 300_000],
  ] as const)('attempt %i after %s with %d: %i ms', (attempt, code, random, expected) => {
    expect(reconnectDelayMs(attempt, code, random)).toBe(expected);
  });
});

describe('throttledDelayMs', () => {
  it.each([
    [0, null, 0, 30_000],
    [0, null, 1, 37_500],
    [1, null, 0, 60_000],
    [5, null, 0, 900_000],
    [5000, null, 0, 900_000],
    [0, 300_000, 0, 300_000],
    [5, 300_000, 0, 900_000],
    [0, 3_600_000, 0, 3_600_000],
  ])('attempt %i, asked for %s, with %d: %i ms', (attempt, suggested, random, expected) => {
    expect(throttledDelayMs(attempt, suggested, random)).toBe(expected);
  });
});
