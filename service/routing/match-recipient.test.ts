import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitHeader } from '../../common/mail/header-block';
import { recipientMatcher } from './match-recipient';

const entryPoints = [
  { address: 'support@example.com' },
  { address: 'sales@example.com' },
  { address: 'info@xn--mller-kva.example' },
  { address: 'vip+gold@example.com' },
];
const matcher = recipientMatcher(entryPoints);
const match = (header: string): string | undefined => matcher(splitHeader(header))?.entryPoint.address;

describe('recipientMatcher', () => {
  it.each([
    ['Delivered-To before To', 'Delivered-To: sales@example.com\nTo: support@example.com', 'sales@example.com'],
    [
      'whatever the order of the fields',
      'To: support@example.com\nDelivered-To: sales@example.com',
      'sales@example.com',
    ],
    [
      'an account name is passed over',
      'Delivered-To: shared@mail.local\nTo: support@example.com',
      'support@example.com',
    ],
    ['X-Original-To', 'X-Original-To: sales@example.com\nTo: a@b.example', 'sales@example.com'],
    ['Envelope-To', 'Envelope-To: sales@example.com\nTo: support@example.com', 'sales@example.com'],
    ['X-Envelope-To', 'X-Envelope-To: <sales@example.com>\nTo: support@example.com', 'sales@example.com'],
    [
      'Received for',
      'Received: from a by b with esmtp\n\t(Exim) for sales@example.com;\n\tMon, 1 Jan 2024\nTo: support@example.com',
      'sales@example.com',
    ],
    [
      'the second Received',
      'Received: by a for <shared@mail.local>; x\nReceived: by b for <Sales@Example.com>; x',
      'sales@example.com',
    ],
    ['Resent-To before To', 'Resent-To: sales@example.com\nTo: support@example.com', 'sales@example.com'],
    ['Cc after To', 'Cc: sales@example.com\nTo: x@y.example', 'sales@example.com'],
    ['case', 'To: SUPPORT@EXAMPLE.COM', 'support@example.com'],
    ['detail', 'To: Support+order-17@example.com', 'support@example.com'],
    ['detail that is an entry point of its own', 'To: vip+gold@example.com', 'vip+gold@example.com'],
    ['international domain', 'To: "Info" <info@MÜLLER.example>', 'info@xn--mller-kva.example'],
    ['ASCII form of it', 'To: info@xn--MLLER-kva.example', 'info@xn--mller-kva.example'],
    ['inside a group', 'To: Team: a@b.example, sales@example.com;', 'sales@example.com'],
    ['a name that looks like an address', 'To: "support@example.com" <sales@example.com>', 'sales@example.com'],
  ])('%s', (_name, header, expected) => {
    expect(match(header)).toBe(expected);
  });

  it.each([
    ['nothing', ''],
    ['others only', 'To: someone@else.example'],
    ['an address within a longer one', 'To: notsupport@example.com, support@example.com.evil.example'],
    ['a field that is not looked at', 'From: support@example.com\nBcc: support@example.com'],
  ])('no hit: %s', (_name, header) => {
    expect(match(header)).toBeUndefined();
  });

  it('finds one among 1,000 recipients', () => {
    const others = Array.from({ length: 1000 }, (_, index) => `"Person, ${index}" <p${index}@else.example>`);
    expect(match(`To: ${others.join(',\r\n ')},\r\n sales@example.com`)).toBe('sales@example.com');
  });

  it('does not depend on case, folding, detail or the order of the fields', () => {
    const variant = fc.record({
      upper: fc.array(fc.boolean(), { minLength: 17, maxLength: 17 }),
      detail: fc.constantFrom('', '+a', '+x.y-z'),
      fold: fc.constantFrom(' ', '\r\n ', '\n\t', '  '),
      isFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(variant, ({ upper, detail, fold, isFirst }) => {
        const cased = Array.from('sales@example.com', (char, index) => (upper[index] ? char.toUpperCase() : char)).join(
          '',
        );
        const address = cased.replace('@', `${detail}@`);
        const field = `X-Original-To:${fold}<${address}>`;
        const other = 'To: support@example.com';
        expect(match(isFirst ? `${field}\r\n${other}` : `${other}\r\n${field}`)).toBe('sales@example.com');
      }),
    );
  });
});
