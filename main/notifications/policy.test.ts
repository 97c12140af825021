import { describe, expect, it } from 'vitest';
import type { ContactSummary, OutgoingSummary } from '../../common/contract/contact';
import type { DeskSnapshot } from '../../common/contract/desk';
import { noticesFor } from './policy';
import { noticeText } from './texts';

const at = '2026-02-02T10:00:00.000Z';
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

const contact = (n: number, change: object = {}) =>
  ({
    id: id(n),
    state: 'offered',
    csq: { id: id(9), name: 'Billing' },
    customer: { name: 'Kim', address: 'kim@customers.test' },
    subject: 'SECRET SUBJECT',
    offeredAt: at,
    ...change,
  }) as ContactSummary;
const outgoing = (n: number, state: string) =>
  ({
    id: id(n),
    contactId: id(1),
    state,
    to: [{ name: '', address: 'kim@customers.test' }],
    subject: 'S',
  }) as OutgoingSummary;
const desk = (contacts: ContactSummary[], change: object = {}) =>
  ({
    agent: { id: id(8), state: 'ready', stateSince: at },
    contacts,
    outgoing: [],
    ...change,
  }) as unknown as DeskSnapshot;

describe('noticesFor', () => {
  it('tells of a new offer: customer and queue, nothing of the mail', () => {
    const notices = noticesFor(desk([]), desk([contact(1)]), false);
    expect(notices).toMatchObject([{ kind: 'offer', contactId: id(1), customer: 'Kim', csq: 'Billing' }]);
    expect(JSON.stringify(notices)).not.toContain('SECRET');
  });

  it('says nothing while the window is in front', () => {
    expect(noticesFor(desk([]), desk([contact(1)]), true)).toEqual([]);
  });

  it('says nothing of what was there already, nor at the first picture', () => {
    expect(noticesFor(null, desk([contact(1)]), false)).toEqual([]);
    expect(noticesFor(desk([contact(1)]), desk([contact(1)]), false)).toEqual([]);
  });

  it('says nothing of another agent’s things right after a sign-in', () => {
    const other = desk([], { agent: { id: id(7), state: 'ready', stateSince: at } });
    expect(noticesFor(other, desk([contact(1)]), false)).toEqual([]);
  });

  it('tells of the same contact offered once more as of another event', () => {
    const again = contact(1, { offeredAt: '2026-02-02T11:00:00.000Z' });
    const [first] = noticesFor(desk([]), desk([contact(1)]), false);
    const [second] = noticesFor(desk([]), desk([again]), false);
    expect(first?.key).not.toBe(second?.key);
    expect(noticesFor(desk([contact(1)]), desk([again]), false)).toHaveLength(1);
  });

  it('is quiet when an offer is accepted or withdrawn', () => {
    expect(noticesFor(desk([contact(1)]), desk([contact(1, { state: 'active' })]), false)).toEqual([]);
    expect(noticesFor(desk([contact(1)]), desk([]), false)).toEqual([]);
  });

  it.each([
    ['failed', 'send-failed'],
    ['bounced', 'send-failed'],
    ['uncertain', 'send-uncertain'],
  ])('tells once of a reply that is %s', (state, kind) => {
    const before = desk([], { outgoing: [outgoing(1, 'sending')] });
    const now = desk([contact(1, { state: 'wrap-up' })], { outgoing: [outgoing(1, state)] });
    expect(noticesFor(before, now, false)).toMatchObject([{ kind, customer: 'Kim' }]);
    expect(noticesFor(now, now, false)).toEqual([]);
    const gone = desk([], { outgoing: [outgoing(1, state)] });
    expect(noticesFor(before, gone, false)).toMatchObject([{ kind, customer: 'kim@customers.test' }]);
  });

  it('tells of RONA once', () => {
    const rona = desk([], { agent: { id: id(8), state: 'rona', stateSince: at } });
    expect(noticesFor(desk([]), rona, false)).toMatchObject([{ kind: 'rona' }]);
    expect(noticesFor(rona, rona, false)).toEqual([]);
  });
});

describe('noticeText', () => {
  const [notice] = noticesFor(desk([]), desk([contact(1)]), false);
  it.each(['en-US', 'es', 'ko-KR', 'pl', 'tr', 'xx'])('has words for %s', (locale) => {
    if (!notice) throw new Error('no notice');
    const { title, body } = noticeText(notice, locale);
    expect(title).not.toBe('');
    expect(body).toBe('Kim · Billing');
  });
});
