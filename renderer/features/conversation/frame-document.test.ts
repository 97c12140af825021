import { expect, it } from 'vitest';
import { frameDocument } from './frame-document';

it('puts the base style in front of the mail’s own, so that the mail’s wins', () => {
  const html = frameDocument('<html><head><style>p{color:red}</style></head><body><p>$& x</p></body></html>');
  expect(html.startsWith('<!doctype html><html><head><meta charset="utf-8"><style>')).toBe(true);
  expect(html.indexOf('color-scheme:light')).toBeLessThan(html.indexOf('p{color:red}'));
  expect(html).toContain('<body dir="auto"><p>$& x</p>');
});

it('leaves a direction that the mail gives', () => {
  const html = frameDocument('<html><head></head><body dir="rtl">x</body></html>');
  expect(html).toContain('<body dir="rtl">');
  expect(html).not.toContain('dir="auto"');
});
