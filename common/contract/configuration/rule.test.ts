import { describe, expect, it } from 'vitest';
import { conditionsSchema, rulesSchema } from './rule';

const rulesOf = (keywords: number) =>
  Array.from({ length: keywords / 200 }, (_, number) => ({
    id: `r${number}`,
    name: 'R',
    when: { keywords: [{ any: Array.from({ length: 200 }, () => 'a'.repeat(100)) }] },
  }));

describe('keywords', () => {
  it('are bounded, those of all rules together', () => {
    expect(rulesSchema.safeParse(rulesOf(20_000)).success).toBe(true);
    const refused = rulesSchema.safeParse(rulesOf(20_200));
    expect(refused.error?.issues.map(({ message }) => message)).toEqual([
      'have keywords of more than 2,000,000 characters together',
    ]);
  });

  it.each([
    ['*a*', true],
    ['+', true],
    ['*', false],
    [' * * ', false],
  ])('%s may be one: %s', (keyword, isValid) => {
    expect(conditionsSchema.safeParse({ keywords: [{ any: [keyword] }] }).success).toBe(isValid);
  });
});

describe('recipients', () => {
  it.each([
    ['Support@Example.com', true],
    ['*.example.com', true],
    ['support', false],
  ])('%s may be one: %s', (recipient, isValid) => {
    expect(conditionsSchema.safeParse({ recipients: [recipient] }).success).toBe(isValid);
  });
});
