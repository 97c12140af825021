import { expect, it } from 'vitest';
import { backOffMs, startWait } from './back-off';

const limits = { firstMs: 500, maxMs: 30_000 };

it('doubles up to the limit', () => {
  expect([1, 2, 3, 4, 10, 1000].map((failures) => backOffMs(failures, limits, () => 1))).toEqual([
    500, 1000, 2000, 4000, 30_000, 30_000,
  ]);
});

it('spreads the desks over the second half of the wait', () => {
  expect(backOffMs(3, limits, () => 0)).toBe(1000);
  expect(backOffMs(3, limits, () => 0.5)).toBe(1500);
});

it('can be woken', async () => {
  const wait = startWait(1_000_000);
  wait.wake();
  await expect(wait.done).resolves.toBeUndefined();
});
