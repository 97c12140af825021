import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValue, fieldValues, splitHeader } from './header-block';
import { parseMessageId, parseMessageIds } from './message-ids';

describe('splitHeader', () => {
  it('unfolds and keeps the order', () => {
    const fields = splitHeader('Subject: one\r\n two\r\nX-A:  b\nx-a: c\r\n\r\nSubject: body');
    expect(fields).toEqual([
      { name: 'subject', value: 'one two' },
      { name: 'x-a', value: 'b' },
      { name: 'x-a', value: 'c' },
    ]);
    expect(fieldValues(fields, 'x-a')).toEqual(['b', 'c']);
    expect(fieldValue(fields, 'x-b')).toBeNull();
  });

  it('passes over junk between fields', () => {
    expect(splitHeader('From nobody Mon Jan 1\nno colon here\nSubject: kept\n: x\n')).toEqual([
      { name: 'subject', value: 'kept' },
    ]);
  });

  it('gives nothing for an empty header, and does not start with a continuation', () => {
    expect(splitHeader('')).toEqual([]);
    expect(splitHeader(' continued\r\nA: b')).toEqual([{ name: 'a', value: 'b' }]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (block) => Array.isArray(splitHeader(block))));
  });
});

describe('message ids', () => {
  it.each([
    ['<a@b> <c@d>\t<a@b>', ['<a@b>', '<c@d>']],
    ['Your mail of today <a@b> (x)', ['<a@b>']],
    ['<a@b><c@d>', ['<a@b>', '<c@d>']],
    ['', []],
    ['<a b@c>', []],
    ['<a\0b@c>', []],
  ])('%s', (value, expected) => {
    expect(parseMessageIds(value)).toEqual(expected);
  });

  it.each([
    ['<a@b>', '<a@b>'],
    [' a@b ', '<a@b>'],
    ['no id', null],
    ['a\0@b', null],
    ['', null],
  ])('own id %j', (value, expected) => {
    expect(parseMessageId(value)).toBe(expected);
  });
});
