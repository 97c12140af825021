import { expect, it } from 'vitest';
import { uidRange } from './uid-range';

it.each<[number[], string]>([
  [[], ''],
  [[7], '7'],
  [[1, 2, 3], '1:3'],
  [[1, 3, 4, 9], '1,3:4,9'],
])('%j is %s', (uids, range) => {
  expect(uidRange(uids)).toBe(range);
});
