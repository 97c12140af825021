import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsWildCard } from './wild-card';

describe('fitsWildCard', () => {
  it.each([
    ['invoice.pdf', '*.pdf', true],
    ['invoice.pdf', 'invoice.pdf', true],
    ['invoice.pdf', 'inv*', true],
    ['invoice.pdf', '*', true],
    ['', '*', true],
    ['invoice.pdf', '*.doc', false],
    ['invoice.pdf.exe', '*.pdf', false],
    ['abab', 'a*b*b', true],
    ['ab', 'a*b*b', false],
    ['aba', 'ab*ba', false],
    ['a.b', 'a?b', false],
  ])('%s, %s: %s', (name, pattern, expected) => {
    expect(fitsWildCard(name, pattern)).toBe(expected);
  });

  it('does what a regular expression does', () => {
    const letters = (unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    fc.assert(
      fc.property(letters(['a', 'b']), letters(['a', 'b', '*']), (name, pattern) => {
        expect(fitsWildCard(name, pattern)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
      }),
      { numRuns: 500 },
    );
  });
});
