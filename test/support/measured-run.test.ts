import { describe, expect, it } from 'vitest';
import { countOption, percentile } from './measured-run';

describe('percentile', () => {
  it('takes the nearest rank, whatever the order', () => {
    const values = [40, 10, 30, 20, 50];
    expect(percentile(values, 50)).toBe(30);
    expect(percentile(values, 95)).toBe(50);
    expect(percentile(values, 0)).toBe(10);
  });

  it('refuses an empty list', () => {
    expect(() => percentile([], 50)).toThrow();
  });
});

describe('countOption', () => {
  it('refuses what is not a whole number from 1', () => {
    expect(countOption(new Map([['mails', '7']]), 'mails', 200)).toBe(7);
    expect(countOption(new Map(), 'mails', 200)).toBe(200);
    expect(() => countOption(new Map([['mails', 'x']]), 'mails', 200)).toThrow('--mails');
    expect(() => countOption(new Map([['mails', '0']]), 'mails', 200)).toThrow('--mails');
  });
});
