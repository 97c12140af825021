import { describe, expect, it } from 'vitest';
import { reconnectDelayMs } from './back-off';

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
    [9, 'mail-sign-in-refused', 0, 15_000],
  ] as const)('attempt %i after %s with %d: %i ms', (attempt, code, random, expected) => {
    expect(reconnectDelayMs(attempt, code, random)).toBe(expected);
  });
});
