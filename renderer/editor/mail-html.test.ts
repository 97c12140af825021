import { expect, it } from 'vitest';
import { mailHtml } from './mail-html';

const inside = (html: string): string => mailHtml(html).replace(/^<div [^>]*>|<\/div>$/g, '');

it('lets lines break again where Quill wrote hard spaces', () => {
  expect(inside('<p>one&nbsp;two&nbsp;three</p>')).toBe('<p style="margin:0">one two three</p>');
});

it('keeps spaces that were typed on purpose', () => {
  expect(inside('<p>&nbsp;&nbsp;a&nbsp;&nbsp;&nbsp;b</p>')).toBe('<p style="margin:0">&nbsp; a &nbsp; b</p>');
});

it('keeps the space after a bold word', () => {
  expect(inside('<p><strong>a</strong>&nbsp;b</p>')).toBe('<p style="margin:0"><strong>a</strong> b</p>');
});

it('keeps an empty line visible', () => {
  expect(inside('<p>a</p><p></p><p>b</p>')).toContain('<p style="margin:0"><br></p>');
});

it('does not touch what a person typed as a tag', () => {
  expect(inside('<p>&lt;p&gt;</p>')).toBe('<p style="margin:0">&lt;p&gt;</p>');
});
