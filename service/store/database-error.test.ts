import { expect, it } from 'vitest';
import { isDatabaseAway } from './database-error';

const coded = (code: string): Error => Object.assign(new Error('words'), { code });

it.each<[string, unknown, boolean]>([
  ['shut down by an operator', coded('57P01'), true],
  ['starting', coded('57P03'), true],
  ['connection failure', coded('08006'), true],
  ['too many connections', coded('53300'), true],
  ['refused by the system', coded('ECONNREFUSED'), true],
  ['no socket file', coded('ENOENT'), true],
  ['ended in the middle', new Error('Connection terminated unexpectedly'), true],
  ['a value it refuses', coded('22021'), false],
  ['a constraint', coded('23514'), false],
  ['a query that took too long', coded('57014'), false],
  ['an error raised by a function', coded('P0001'), false],
  ['a mistake of ours', new TypeError('x is not a function'), false],
  ['no error at all', 'terminated', false],
])('%s', (_what, error, isAway) => {
  expect(isDatabaseAway(error)).toBe(isAway);
});
