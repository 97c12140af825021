import { expect, it } from 'vitest';
import { matchingReasons } from './matching-reasons';

const reasons = ['Zwrot pieniędzy', 'Solved', 'İade istendi', 'No reply needed'].map((label) => ({
  code: label,
  label,
}));

it.each([
  ['', 4],
  ['zwrot PIENIEDZY', 1],
  ['needed no', 1],
  ['iade', 1],
  ['nothing', 0],
])('finds for %j %i', (typed, count) => {
  expect(matchingReasons(reasons, typed)).toHaveLength(count);
});
