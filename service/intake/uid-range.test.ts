import { expect, it } from 'vitest';
import { uidRange, uidsInRange } from './uid-range';

it.each<[number[], string]>([
  [[], ''],
  [[7], '7'],
  [[1, 2, 3], '1:3'],
  [[1, 3, 4, 9], '1,3:4,9'],
])('%j is %s', (uids, range) => {
  expect(uidRange(uids)).toBe(range);
});

it('counts what fits into one command', () => {
  const following = Array.from({ length: 20_000 }, (_, index) => index + 1);
  expect(uidsInRange(following, 100)).toBe(20_000);
  const apart = following.map((uid) => 4_000_000_000 + 3 * uid);
  const count = uidsInRange(apart, 7000);
  expect(count).toBeGreaterThan(250);
  expect(uidRange(apart.slice(0, count)).length).toBeLessThanOrEqual(7000);
  expect(uidsInRange([], 100)).toBe(0);
});
