import { expect, it } from 'vitest';
import { linkAddress } from './link-address';

it.each([
  ['example.com/x', 'https://example.com/x'],
  [' http://example.com ', 'http://example.com'],
  ['jane@example.com', 'mailto:jane@example.com'],
  ['tel:+4912345', 'tel:+4912345'],
])('understands %s', (typed, url) => {
  expect(linkAddress(typed)).toBe(url);
});

it.each(['', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'two words', 'https://'])(
  'refuses %j',
  (typed) => {
    expect(linkAddress(typed)).toBeNull();
  },
);
