import type { ContactSummary, OutgoingSummary } from '../../common/contract/contact';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { AppState } from '../../common/contract/ipc';
import type { MailContent } from '../../common/contract/mail-content';
import type { AgentId, ContactId, CsqId, OutgoingId } from '../../common/ids';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Ids for fake data, the same each time. */
export const contactId = (n: number): ContactId => uuid(n) as ContactId;
const csqId = (n: number): CsqId => uuid(1000 + n) as CsqId;
const outgoingId = (n: number): OutgoingId => uuid(2000 + n) as OutgoingId;

const NOW = Date.parse('2025-11-04T10:07:00.000Z');
const ago = (seconds: number, nowMs = NOW): string => new Date(nowMs - seconds * 1000).toISOString();

/** A contact in work, unless told otherwise. */
export function fakeContact(n: number, change: Partial<ContactSummary> = {}, nowMs = NOW): ContactSummary {
  return {
    id: contactId(n),
    number: 10_480 + n,
    state: 'active',
    csq: { id: csqId(1), name: 'Billing' },
    entryPoint: { name: 'Billing', address: 'billing@example.com' },
    customer: { name: `Customer ${n}`, address: `customer${n}@customers.example` },
    subject: `Question ${n}`,
    priority: 3,
    routingWarning: null,
    arrivedAt: ago(300, nowMs),
    offeredAt: null,
    offerExpiresAt: null,
    acceptedAt: ago(200, nowMs),
    wrapUpUntil: null,
    postponedUntil: null,
    closedAt: null,
    dispositionCode: null,
    mailCount: 1,
    outgoingState: null,
    ...change,
  };
}

/** A snapshot of an agent who is Ready and holds nothing, unless told otherwise. */
export function fakeSnapshot(change: Partial<DeskSnapshot> = {}, nowMs = NOW): DeskSnapshot {
  return {
    serverTime: new Date(nowMs).toISOString(),
    agent: {
      id: uuid(9000) as AgentId,
      username: 'anna',
      displayName: 'Anna Novak',
      role: 'agent',
      state: 'ready',
      reasonCode: null,
      stateSince: ago(761, nowMs),
      capacity: 3,
    },
    csqs: [
      { id: csqId(1), name: 'Billing', waiting: 4, oldestArrivedAt: ago(372, nowMs) },
      { id: csqId(2), name: 'Support', waiting: 0, oldestArrivedAt: null },
    ],
    contacts: [],
    outgoing: [],
    wrapUpReasons: [
      { code: 'solved', label: 'Solved' },
      { code: 'promised', label: 'Promised a fix' },
      { code: 'no-reply-needed', label: 'No reply needed' },
      { code: 'refund', label: 'Zwrot pieniędzy' },
    ],
    notReadyReasons: [
      { code: 'lunch', label: 'Lunch' },
      { code: 'training', label: 'Training' },
    ],
    ...change,
  };
}

/** A plain text mail, unless told otherwise. */
export function fakeMail(change: Partial<MailContent> = {}): MailContent {
  return {
    folder: 'INBOX',
    uid: 1,
    messageId: '<first@customers.example>',
    from: { name: 'Deniz Yılmaz', address: 'deniz@yilmaz-insaat.example' },
    replyTo: [],
    to: [{ name: 'Billing', address: 'billing@example.com' }],
    cc: [],
    recipientCount: 1,
    subject: 'Invoice 2211 charged twice',
    date: ago(300),
    html: null,
    text: 'Hello,\n\nplease help.\n',
    isTruncated: false,
    inlineImages: {},
    attachments: [],
    ...change,
  };
}

/** An outgoing message on its way, unless told otherwise. */
export function fakeOutgoing(n: number, change: Partial<OutgoingSummary> = {}, nowMs = NOW): OutgoingSummary {
  return {
    id: outgoingId(n),
    contactId: contactId(n),
    messageId: `<reply${n}@example.com>`,
    state: 'sending',
    subject: `Re: Question ${n}`,
    to: [{ name: `Customer ${n}`, address: `customer${n}@customers.example` }],
    serverWords: null,
    changedAt: ago(5, nowMs),
    ...change,
  };
}

/** What main tells of itself, everything connected. */
export function fakeAppState(snapshot: DeskSnapshot | null, change: Partial<AppState> = {}): AppState {
  return {
    version: '0.1.0',
    profile: 'default',
    locale: 'en',
    serviceUrl: 'wss://desk.example.com',
    username: 'anna',
    keychain: 'available',
    snapshot,
    intake: null,
    connections: { service: 'connected', serviceProblem: null, mailStore: 'connected', mailStoreProblem: null },
    ...change,
  };
}
