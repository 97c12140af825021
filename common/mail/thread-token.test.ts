import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAddress } from './addresses';
import {
  findThreadTokens,
  withAddressToken,
  withoutSubjectTokens,
  withSubjectToken,
  writeThreadToken,
} from './thread-token';

const token = '10023-abcdefghijklmnop';
const other = '10024-ponmlkjihgfedcba';
const found = (subject: string, ...addresses: string[]): string[] =>
  findThreadTokens(subject, addresses).map(writeThreadToken);

describe('tokens in subjects', () => {
  it.each([
    ['Re: Invoice', `Re: Invoice [#${token}]`],
    [`Re: Invoice [#${token}]`, `Re: Invoice [#${token}]`],
    [`[#${token}] AW: Re: Invoice [#${token}]`, `AW: Re: Invoice [#${token}]`],
    [`Re: Invoice [#${other}]`, `Re: Invoice [#${token}]`],
    [`Re: [#${token.toUpperCase()}] Invoice`, `Re: Invoice [#${token}]`],
    ['', `[#${token}]`],
  ])('%j becomes %j', (subject, expected) => {
    expect(withSubjectToken(subject, token)).toBe(expected);
    expect(found(expected)).toEqual([token]);
  });

  it('leaves brackets of others alone', () => {
    expect(withoutSubjectTokens('[#10023] [#x-abcdefghijklmnop] [list]')).toBe('[#10023] [#x-abcdefghijklmnop] [list]');
  });
});

describe('tokens in addresses', () => {
  it('survive a server that lower-cases them', () => {
    const address = withAddressToken('support@example.com', token) ?? '';
    expect(address).toBe(`support+rd.${token}@example.com`);
    expect(found('x', normaliseAddress(address.toUpperCase()) ?? '')).toEqual([token]);
  });

  it('have no room beside a detail, in a long local part, or in what is no address', () => {
    expect(withAddressToken('support+eu@example.com', token)).toBeNull();
    expect(withAddressToken(`${'s'.repeat(40)}@example.com`, token)).toBeNull();
    expect(withAddressToken('support', token)).toBeNull();
  });
});

it('finds each token once, a few at the most, and none with a number that is none of ours', () => {
  expect(found(`[#${token}] [#${other}]`, `support+rd.${token}@example.com`)).toEqual([token, other]);
  expect(found('[#9999999999-abcdefghijklmnop]')).toEqual([]);
  expect(found(Array.from({ length: 50 }, (_, n) => `[#${n}-abcdefghijklmnop]`).join(' '))).toHaveLength(5);
});

it('gives the number and signature of whatever it writes', () => {
  const signature = fc.stringMatching(/^[a-z2-7]{16}$/);
  fc.assert(
    fc.property(fc.nat(), signature, fc.string(), (contactNumber, text, subject) => {
      const written = writeThreadToken({ contactNumber, signature: text });
      expect(found(withSubjectToken(subject, written))).toEqual([written]);
    }),
  );
});
