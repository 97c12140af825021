import { expect, it } from 'vitest';
import { frameDocument } from './frame-document';

it('puts the base style in front of the mail’s own, so that the mail’s wins', () => {
  const html = frameDocument('<html><head><style>p{color:red}</style></head><body><p>$& x</p></body></html>', false);
  expect(html.startsWith('<!doctype html><html><head><meta charset="utf-8"><style>')).toBe(true);
  expect(html.indexOf('color-scheme:light')).toBeLessThan(html.indexOf('p{color:red}'));
  expect(html).toContain('<body dir="auto"><p>$& x</p>');
});

it('leaves a direction that the mail gives', () => {
  const html = frameDocument('<html><head></head><body dir="rtl">x</body></html>', false);
  expect(html).toContain('<body dir="rtl">');
  expect(html).not.toContain('dir="auto"');
});

it('shows no broken sign where a picture without a description is blocked', () => {
  const mail = '<html><head></head><body><img src="https://example.com/a.png"></body></html>';
  expect(frameDocument(mail, false)).toContain('img:not([alt])');
  expect(frameDocument(mail, true)).not.toContain('img:not([alt])');
});
