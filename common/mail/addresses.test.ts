import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList } from './address-list';
import { normaliseAddress, toAsciiDomain, withoutDetail } from './addresses';

describe('normaliseAddress', () => {
  it.each([
    ['Anna@Example.COM', 'anna@example.com'],
    [' anna@example.com ', 'anna@example.com'],
    ['anna@münchen.example', 'anna@xn--mnchen-3ya.example'],
    ['anna@例え。テスト', 'anna@xn--r8jz45g.xn--zckzah'],
    ['anna@example.com.', 'anna@example.com'],
    ['zoë@example.com', 'zoë@example.com'],
  ])('%s → %s', (given, expected) => {
    expect(normaliseAddress(given)).toBe(expected);
  });

  it.each([
    '',
    '@',
    'anna',
    'anna@',
    '@example.com',
    'an na@example.com',
    'a\0b@example.com',
    `${'a'.repeat(400)}@b.example`,
    'a\ud800@b.example',
  ])('refuses %j', (given) => {
    expect(normaliseAddress(given)).toBeNull();
  });

  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['пример.испытание', 'xn--e1afmkfd.xn--80akhbyknj4f'],
    ['한국.kr', 'xn--3e0b707e.kr'],
    ['ﬁn.example', 'fin.example'],
    ['türkçe.example', 'xn--trke-2oa7j.example'],
    ['☃.net', 'xn--n3h.net'],
  ])('writes %s as browsers do', (domain, expected) => {
    expect(toAsciiDomain(domain)).toBe(expected);
  });

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (local, domain) => {
        const once = normaliseAddress(`${local}@${domain}`);
        if (once !== null) expect(normaliseAddress(once)).toBe(once);
      }),
    );
  });
});

describe('withoutDetail', () => {
  it.each([
    ['support+x@example.com', 'support@example.com'],
    ['support+x+y@example.com', 'support@example.com'],
    ['support@example.com', 'support@example.com'],
    ['+x@example.com', '+x@example.com'],
    ['support@ex+ample.com', 'support@ex+ample.com'],
  ])('%s → %s', (given, expected) => {
    expect(withoutDetail(given)).toBe(expected);
  });
});

describe('parseAddressList', () => {
  const one = (name: string, address: string) => [{ name, address }];
  it.each([
    ['anna@example.com', one('', 'anna@example.com')],
    ['Anna B <Anna@example.com>', one('Anna B', 'anna@example.com')],
    ['"B, Anna" <anna@example.com>', one('B, Anna', 'anna@example.com')],
    ['"A \\"the\\" B" <anna@example.com>', one('A "the" B', 'anna@example.com')],
    ['anna@example.com (Anna B)', one('Anna B', 'anna@example.com')],
    ['(c (nested)) Anna (x) <anna@example.com>', one('Anna', 'anna@example.com')],
    ['<@relay.example:anna@example.com>', one('', 'anna@example.com')],
    ['=?utf-8?q?Z=C3=BCrn=2C?= <z@example.com>', one('=?utf-8?q?Z=C3=BCrn=2C?=', 'z@example.com')],
    ['"x@y.example" <anna@example.com>', one('x@y.example', 'anna@example.com')],
    ['Anna <anna@example.com', one('Anna', 'anna@example.com')],
    ['undisclosed-recipients:;', []],
    ['<>', []],
    ['', []],
    ['"a b"@example.com', []],
  ])('%s', (value, expected) => {
    expect(parseAddressList(value)).toEqual(expected);
  });

  it('reads groups and mixed lists in their order', () => {
    const list = parseAddressList('Team: A <a@x.example>, b@x.example; c@x.example, , junk, "D" <d@x.example>');
    expect(list.map((mailbox) => mailbox.address)).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
      'd@x.example',
    ]);
  });

  it('never throws, and gives nothing that is no address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        for (const { address } of parseAddressList(value)) expect(normaliseAddress(address)).toBe(address);
      }),
    );
  });

  it('reads a mailbox alike whether or not a comment asks for a closer look', () => {
    const ordinary = fc.string({ unit: fc.constantFrom(..."aB1.+=-_ \t<>@@?'/)ö"), maxLength: 20 });
    fc.assert(
      fc.property(ordinary, (value) => {
        expect(parseAddressList(value)).toEqual(parseAddressList(`()${value}`));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes a hostile header in bounded time', () => {
    const startedAt = Date.now();
    for (const unit of ['"', '(', '<', '"\\', ',', 'a@b,', '"a"@', '()', 'a', 'a@b.']) {
      parseAddressList(unit.repeat(250_000 / unit.length));
    }
    parseAddressList(`a${'\u0301\u0323'.repeat(125_000)}@b.example`);
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });
});
