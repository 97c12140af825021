import { describe, expect, it } from 'vitest';
import type { LedgerFacts } from '../world/world-database';
import { settle, type Ending, type StoredCopy } from './account';
import type { ChaosMail } from './chaos-mail';

function chaosMail(number: number, parts: Partial<ChaosMail> = {}): ChaosMail {
  const opens = { queue: 'Support', isClosed: false, asksForReply: true } as const;
  const mail = { from: '', to: [], raw: '' };
  const common = { number, mail, into: 'inbox', customer: 'c', hasSender: true, isAutomatic: false } as const;
  return { ...common, root: number, opens, ...parts };
}
const copy = (number: number, folder: string, uid: number): StoredCopy => ({
  ...{ number, folder, uid, uidValidity: 1 },
  ...{ digest: `digest ${number}`, isMarkedDeleted: false },
});
const row = (number: number, folder: string, uid: number, parts: Partial<LedgerFacts> = {}): LedgerFacts => ({
  ...{ folder, uid, uidValidity: 1, digest: `digest ${number}`, contactId: `contact ${number}` },
  ...{ state: 'queued', queue: 'Support', isOpening: true, reason: null, movingTo: null },
  ...parts,
});
const attention: Partial<LedgerFacts> = {
  ...{ contactId: null, state: null, queue: null, isOpening: false },
  reason: 'no-sender',
};

/** Two contacts, one of them thrown away; a mail without sender; and an answer to the first. */
const good: Ending = {
  mails: [chaosMail(0), chaosMail(1), chaosMail(2, { hasSender: false }), chaosMail(3, { root: 0 })],
  copies: [copy(0, 'Waiting', 10), copy(1, 'Bin', 1), copy(2, 'INBOX', 12), copy(3, 'Waiting', 13)],
  rows: [
    row(0, 'Waiting', 10),
    row(1, 'INBOX', 11),
    row(2, 'INBOX', 12, attention),
    row(3, 'Waiting', 13, { contactId: 'contact 0', isOpening: false }),
  ],
  moves: { queued: 'Waiting', closed: 'Done' },
  bin: 'Bin',
  excepted: new Set([1]),
};

/** The good ending with one row of the ledger changed. */
const changed = (number: number, parts: Partial<LedgerFacts>): Partial<Ending> => ({
  rows: good.rows.map((one, index) => (index === number ? { ...one, ...parts } : one)),
});
const without = <T>(values: readonly T[], index: number): T[] => values.filter((_, at) => at !== index);

describe('settle', () => {
  it('finds nothing where each mail has its one place', () => {
    expect(settle(good).failures).toEqual([]);
    expect(settle(good).figures).toMatchObject({ contacts: 2, joined: 1, attention: 1, 'in Bin': 1, storedMails: 4 });
  });

  it('wants two contacts of a mail that the store holds twice', () => {
    const copies = [...good.copies, { ...copy(0, 'Waiting', 14), digest: 'digest of the second' }];
    const second = row(0, 'Waiting', 14, { digest: 'digest of the second', contactId: 'contact 4' });
    expect(settle({ ...good, copies, rows: [...good.rows, second] }).failures).toEqual([]);
    expect(settle({ ...good, copies }).figures).toMatchObject({ missing: 1 });
  });

  it('counts what an expunge left behind as no mail', () => {
    const copies = [...good.copies, { ...copy(0, 'INBOX', 10), isMarkedDeleted: true }];
    const remains = row(0, 'INBOX', 10, { ...attention, reason: null });
    expect(settle({ ...good, copies, rows: [...good.rows, remains] }).failures).toEqual([]);
  });

  it.each<[string, Partial<Ending>]>([
    ['missing', { rows: without(good.rows, 0) }],
    ['doubled', { rows: [...good.rows, row(0, 'INBOX', 20, { contactId: 'contact 9' })] }],
    ['lost', { copies: without(good.copies, 0) }],
    ['copied', { copies: [...good.copies, copy(0, 'INBOX', 10)] }],
    ['unrecorded', { copies: [...without(good.copies, 2), copy(2, 'Away', 1)] }],
    ['stale', changed(0, { uid: 99 })],
    ['misplaced', { ...changed(0, { folder: 'INBOX' }), copies: [copy(0, 'INBOX', 10), ...good.copies.slice(1)] }],
    ['moving', changed(0, { movingTo: 'Done' })],
    ['misjudged', changed(0, attention)],
    ['misjudged', changed(2, { contactId: 'contact 2' })],
    ['misrouted', changed(0, { queue: 'Billing' })],
    ['misrouted', changed(0, { state: 'closed' })],
    ['misjoined', changed(3, { contactId: 'contact 1' })],
    ['strangers', { rows: [...good.rows, row(9, 'INBOX', 30)] }],
  ])('finds what is %s', (name, change) => {
    const { figures, failures } = settle({ ...good, ...change });
    expect(figures[name]).toBeGreaterThan(0);
    expect(failures).not.toEqual([]);
  });
});
