import { expect, it } from 'vitest';
import { externalLink } from './link-target';

it.each([
  ['https://example.com/a b', 'https://example.com/a%20b'],
  ['http://пример.рф/', 'http://xn--e1afmkfd.xn--p1ai/'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['javascript:alert(1)', null],
  ['file:///etc/passwd', null],
  ['data:text/html,x', null],
  ['ms-msdt:/id', null],
  ['smb://host/share', null],
  ['relative', null],
])('%s → %s', (address, expected) => {
  expect(externalLink(address)).toBe(expected);
});
