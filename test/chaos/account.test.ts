import { describe, expect, it } from 'vitest';
import { settle, type Ending } from './account';

/** Three mails in order: two contacts, and the last one, which names no sender, in attention. */
const good: Ending = {
  mails: 3,
  senderless: new Set([2]),
  inbox: [
    { number: 0, uid: 10 },
    { number: 2, uid: 12 },
  ],
  deleted: [{ number: 1, uid: 11 }],
  elsewhere: 0,
  contacts: [0, 1],
  takenIn: [
    { uid: 10, reason: null, isInLedger: true },
    { uid: 11, reason: null, isInLedger: true },
    { uid: 12, reason: 'no-sender', isInLedger: true },
  ],
};

describe('settle', () => {
  it('finds nothing where each mail has its one place', () => {
    expect(settle(good).failures).toEqual([]);
    expect(settle(good).figures).toMatchObject({ contacts: 2, attention: 1, missing: 0, doubled: 0 });
  });

  it('wants two contacts of a mail that the store holds twice', () => {
    const inbox = [...good.inbox, { number: 0, uid: 13 }];
    const takenIn = [...good.takenIn, { uid: 13, reason: null, isInLedger: true }];
    expect(settle({ ...good, inbox, takenIn, contacts: [0, 1, 0] }).failures).toEqual([]);
    expect(settle({ ...good, inbox, takenIn }).figures).toMatchObject({ missing: 1 });
  });

  it.each<[string, Partial<Ending>]>([
    ['a missing contact', { contacts: [0] }],
    ['a doubled contact', { contacts: [0, 1, 1] }],
    ['a contact of no mail', { contacts: [0, 1, null] }],
    ['a mail that the store lost', { inbox: good.inbox.slice(1), contacts: [1] }],
    ['a mail in a folder that is not watched', { elsewhere: 1 }],
    ['a mail without its ledger row', { takenIn: good.takenIn.slice(1) }],
    ['attention for a mail that is sound', { senderless: new Set() }],
    ['no attention for a mail without sender', { contacts: [0, 1, 2], takenIn: good.takenIn.slice(0, 2) }],
  ])('finds %s', (_what, change) => {
    expect(settle({ ...good, ...change }).failures).not.toEqual([]);
  });
});
