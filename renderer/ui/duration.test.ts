import { expect, it } from 'vitest';
import { ageText, agoText, clockText } from './duration';

it.each([
  [-5, '0:00'],
  [19_999, '0:19'],
  [761_000, '12:41'],
  [3_723_000, '1:02:03'],
])('clockText(%i)', (ms, text) => {
  expect(clockText(ms)).toBe(text);
});

it('says ages as a person would', () => {
  expect(ageText(372_000, 'en')).toBe('6 min');
  expect(ageText(86_400_000 * 3, 'en')).toBe('3 days');
  expect(agoText(3_700_000, 'en')).toBe('1 hr. ago');
});
