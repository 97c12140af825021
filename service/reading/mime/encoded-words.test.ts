import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWords } from './encoded-words';
import { parseStructured } from './parameters';

describe('decodeWords', () => {
  it.each([
    ['plain', 'plain'],
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe?= von =?iso-8859-1?q?J=FCrgen?=', 'Grüße von Jürgen'],
    ['=?utf-8?B?R3LDvA==?= =?utf-8?B?w59l?=', 'Grüße'],
    ['cut in a character: =?utf-8?Q?Gr=C3?=  =?UTF-8?Q?=BC=C3=9Fe?=', 'cut in a character: Grüße'],
    ['=?utf-8?B?R3LDvA=?= =?iso-8859-1?Q?_=DF?=', 'Grü ß'],
    ['=?ISO-2022-JP?B?GyRCQ21KOBsoQg==?=', '注文'],
    ['=?ks_c_5601-1987?B?jGOwoQ==?=', '똠가'],
    ['=?utf-8*de?Q?a_b?=', 'a b'],
    ['=?utf-8?Q?a b?=', 'a b'],
    ['=?utf-8?Q?a?=b', 'ab'],
    ['=?nonsense', '=?nonsense'],
    ['=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['=?x-unknown?Q?=FC?=', 'ü'],
    ['(=?utf-8?Q?a?=) =?utf-8?Q?b?=', '(a) b'],
  ])('%s', (value, expected) => {
    expect(decodeWords(value)).toBe(expected);
  });

  it('leaves text without encoded words as it is, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => text.includes('=?') || decodeWords(text) === text));
    const piece = fc.constantFrom('=?', '?=', '?', 'utf-8', 'B', 'Q', '=C3', ' ', 'Zg==', 'é');
    fc.assert(fc.property(fc.array(piece), (pieces) => typeof decodeWords(pieces.join('')) === 'string'));
  });

  it('is bounded for megabytes of them', () => {
    const startedAt = performance.now();
    decodeWords('=?utf-8?Q?=C3=BC?= '.repeat(100_000));
    decodeWords('=?utf-8?Q?'.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('parseStructured', () => {
  const parameter = (value: string, name = 'filename'): string | undefined =>
    parseStructured(value).parameters.get(name);

  it('gives the value in lower case without comments, and each parameter once', () => {
    const { value, parameters } = parseStructured(
      'Text/PLAIN (plain); charset="utf-8"; CHARSET=x; format=flowed (really)',
    );
    expect(value).toBe('text/plain');
    expect(Object.fromEntries(parameters)).toEqual({ charset: 'utf-8', format: 'flowed' });
  });

  it.each([
    ['attachment; filename=a.txt', 'a.txt'],
    ['attachment; filename = "a;b.txt"', 'a;b.txt'],
    ['attachment; filename="a\\"b.txt"', 'a"b.txt'],
    ['attachment; filename="C:\\TEMP\\a.txt"', 'C:\\TEMP\\a.txt'],
    ['attachment; filename=two words.txt', 'two words.txt'],
    ['attachment; filename="never closed', 'never closed'],
    ['attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.txt?="', 'Grüße.txt'],
    ['attachment; filename=Grüße.txt', 'Grüße.txt'],
    ["attachment; filename*=UTF-8'de'Gr%C3%BC%C3%9Fe.txt", 'Grüße.txt'],
    ["attachment; filename*=iso-8859-1''Gr%FC%DFe.txt", 'Grüße.txt'],
    ["attachment; filename*0*=utf-8''Gr%C3; filename*1*=%BC%C3%9Fe; filename*2=.txt", 'Grüße.txt'],
    ['attachment; filename*1=b.txt; filename*0=a', 'ab.txt'],
    ["attachment; filename=plain.txt; filename*=utf-8''%E2%82%AC.txt", '€.txt'],
    ["attachment; filename*=''%FF%zz", 'ÿ%zz'],
    ['attachment', undefined],
  ])('%s', (value, expected) => {
    expect(parameter(value)).toBe(expected);
  });

  it('never throws, and is bounded in time', () => {
    const piece = fc.constantFrom(';', '=', '"', '\\', '*', '0', "''", '%C3', 'name', ' ', 'ü', '(');
    fc.assert(fc.property(fc.array(piece), (pieces) => parseStructured(pieces.join('')).parameters.size >= 0));
    const startedAt = performance.now();
    for (const hostile of ['; ', ';a', ';a=(', ';a="\\', ' (']) parseStructured(`a/b${hostile.repeat(500_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
