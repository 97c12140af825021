import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEntries, isAddress, mailboxesOf, outsideRecipients, parseAddresses } from './addresses';

describe('parseAddresses', () => {
  it.each([
    ['a@b.example', [{ mailbox: { name: '', address: 'a@b.example' } }]],
    [
      'a@b.example; c@d.example,\ne@f.example',
      ['a@b.example', 'c@d.example', 'e@f.example'].map((address) => ({ mailbox: { name: '', address } })),
    ],
    ['"Doe, Jane" <jane@b.example>', [{ mailbox: { name: 'Doe, Jane', address: 'jane@b.example' } }]],
    ['Jane Doe <mailto:jane@b.example>', [{ mailbox: { name: 'Jane Doe', address: 'jane@b.example' } }]],
    ['"A \\"B\\" C" <a@b.example>', [{ mailbox: { name: 'A "B" C', address: 'a@b.example' } }]],
    ['김서연 <서연@예.example>', [{ mailbox: { name: '김서연', address: '서연@예.example' } }]],
    ['nobody', [{ invalid: 'nobody' }]],
    ['Jane <jane@>', [{ invalid: 'Jane <jane@>' }]],
    ['  ,; ', []],
  ])('reads %s', (text, expected) => {
    expect(parseAddresses(text)).toEqual(expected);
  });

  it('never loses or invents an address', () => {
    const address = fc.tuple(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.stringMatching(/^[a-z]{2,8}$/));
    fc.assert(
      fc.property(fc.array(address), fc.constantFrom(',', ';', '\n', ', '), (parts, separator) => {
        const addresses = parts.map(([local, domain]) => `${local}@${domain}.example`);
        expect(mailboxesOf(parseAddresses(addresses.join(separator))).map((each) => each.address)).toEqual(addresses);
      }),
    );
  });
});

describe('isAddress', () => {
  it.each(['a@b.example', 'a.b+c@d-e.example', 'ü@ß.example', "o'neill@b.example"])('takes %s', (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each([
    'a@b',
    '@b.example',
    'a b@c.example',
    'a@b..example',
    '.a@b.example',
    'a..b@c.example',
    'a@-b.example',
    'a@b.example\nBcc: x@y.example',
    `${'a'.repeat(320)}@b.example`,
  ])('refuses %s', (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

it('adds nobody twice, whatever the case', () => {
  const entries = parseAddresses('a@b.example');
  expect(addEntries(entries, parseAddresses('A@B.example, c@d.example'))).toHaveLength(2);
});

it('knows who is outside: whoever is not of the entry point’s domain', () => {
  const recipients = mailboxesOf(parseAddresses('a@EXAMPLE.com, b@sub.example.com, c@other.example'));
  const outside = outsideRecipients(recipients, { name: 'Billing', address: 'billing@example.com' });
  expect(outside.map((mailbox) => mailbox.address)).toEqual(['b@sub.example.com', 'c@other.example']);
});
