import type { ErrorCode } from '../../common/contract/errors';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { AppState } from '../../common/contract/ipc';
import type { Draft, MailContent } from '../../common/contract/mail-content';
import { contactId, fakeContact, fakeMail, fakeOutgoing, fakeSnapshot } from '../fakes/desk-data';
import { fakeAttention, fakeIntake } from '../fakes/intake-data';

export type Scene = {
  snapshot: DeskSnapshot | null;
  app?: Partial<AppState>;
  signInError?: ErrorCode;
  openError?: ErrorCode;
  sendError?: ErrorCode;
  draft?: Draft;
};

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const HTML = `<html><head><style>.x > p { margin: 0 0 10px }</style></head><body><div class="x">
<p>Hello Ben,</p><p>the bank shows the <b>second charge</b> is still there, and now a reminder came as well. I attach both
statements. Could you please look at it today? I leave for Ankara this evening. The bank's page is
<a href="https://bank.example/statement">www.mybank.example</a>.</p>
<p>Deniz</p></div><img src="https://tracker.example/1.gif" width="1" height="1"><img src="https://pictures.example/logo.png" alt="">
<img src="cid:logo" width="40" height="12" alt="Yılmaz İnşaat">
<blockquote type="cite">Ben Ortiz wrote:<p>Thank you for writing. The second charge will be returned.</p></blockquote></body></html>`;

const TEXT = `Dear Sir or Madam,

our driver would come on Thursday between 8:00 and 10:00. Is that window possible? The rules of
your yard are at https://freight.example/yard/rules. We answer under dispatch@freight.example, too.

Kind regards
Rapid Freight GmbH

> On Tuesday you wrote:
> Please tell us a window for the delivery,
> and the number plate.
`;

/** The mails of a contact of the gallery. */
export function mailsOf(id: string): MailContent[] {
  if (id === contactId(2)) {
    return [
      fakeMail({ uid: 7, from: { name: 'Rapid Freight GmbH', address: 'dispatch@freight.example' }, text: TEXT }),
    ];
  }
  return [
    fakeMail({ uid: 1, date: new Date(Date.now() - 86_400_000 * 2).toISOString() }),
    fakeMail({
      uid: 2,
      html: HTML,
      date: new Date(Date.now() - 300_000).toISOString(),
      cc: [{ name: 'Muhasebe', address: 'muhasebe@yilmaz-insaat.example' }],
      recipientCount: 2,
      inlineImages: { logo: PICTURE },
      attachments: [
        {
          part: '2',
          fileName: 'statement-october.pdf',
          contentType: 'application/pdf',
          sizeBytes: 212_430,
          isDangerous: false,
        },
        { part: '3', fileName: 'reminder.png', contentType: 'image/png', sizeBytes: 84_100, isDangerous: false },
        {
          part: '4',
          fileName: 'viewer.pdf.exe',
          contentType: 'application/octet-stream',
          sizeBytes: 1_204_000,
          isDangerous: true,
        },
      ],
    }),
  ];
}

function deskContacts(nowMs: number): DeskSnapshot['contacts'] {
  const at = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();
  return [
    fakeContact(
      1,
      {
        customer: { name: 'Deniz Yılmaz', address: 'deniz@yilmaz-insaat.example' },
        subject: 'Invoice 2211 charged twice',
        priority: 1,
        acceptedAt: at(-252),
        arrivedAt: at(-310),
      },
      nowMs,
    ),
    fakeContact(
      2,
      {
        customer: { name: 'Rapid Freight GmbH', address: 'dispatch@freight.example' },
        subject: 'Delivery window for Thursday',
        acceptedAt: at(-130),
        routingWarning: 'no-known-recipient',
      },
      nowMs,
    ),
    fakeContact(
      3,
      {
        state: 'offered',
        csq: { ...fakeContact(3).csq, name: 'Support' },
        customer: { name: 'Marta Kowalczyk', address: 'marta@example.pl' },
        subject: 'Zwrot za zamówienie 48-1102',
        arrivedAt: at(-41),
        offeredAt: at(-11),
        offerExpiresAt: at(19),
        acceptedAt: null,
      },
      nowMs,
    ),
    fakeContact(
      4,
      {
        state: 'closed',
        customer: { name: 'Deniz Yılmaz', address: 'deniz@yilmaz-insaat.example' },
        subject: 'New delivery address',
        closedAt: at(-4000),
        arrivedAt: at(-9000),
        dispositionCode: 'solved',
        outgoingState: 'sent',
      },
      nowMs,
    ),
    fakeContact(
      5,
      {
        state: 'closed',
        customer: { name: '김서연', address: 'seoyeon@example.kr' },
        subject: '계약 해지 문의',
        closedAt: at(-900),
        dispositionCode: 'promised',
        outgoingState: 'failed',
      },
      nowMs,
    ),
  ];
}

function desk(nowMs: number, change: Partial<DeskSnapshot> = {}): DeskSnapshot {
  return fakeSnapshot(
    {
      contacts: deskContacts(nowMs),
      outgoing: [
        fakeOutgoing(
          6,
          { subject: 'Cambio de dirección', to: [{ name: 'Ana García', address: 'ana@example.es' }] },
          nowMs,
        ),
        fakeOutgoing(5, { subject: '계약 해지 문의', state: 'failed', serverWords: '552 5.2.2 Mailbox full' }, nowMs),
      ],
      ...change,
    },
    nowMs,
  );
}

const withAgent = (snapshot: DeskSnapshot, agent: Partial<DeskSnapshot['agent']>): DeskSnapshot => ({
  ...snapshot,
  agent: { ...snapshot.agent, ...agent },
});

const draftOf = (nowMs: number): Draft => ({
  to: [{ name: 'Deniz Yılmaz', address: 'deniz@yilmaz-insaat.example' }],
  cc: [],
  subject: 'Re: Invoice 2211 charged twice',
  delta: JSON.stringify({
    ops: [
      { insert: 'Dear Deniz,\n\nyou are right, the second charge of ' },
      { insert: '€ 184.20', attributes: { bold: true } },
      {
        insert:
          ' should not be there. I have asked the bank today to return it; it will be on your account by Friday at the latest.\n',
      },
    ],
  }),
  savedAt: new Date(nowMs - 4000).toISOString(),
});

/** Named states of the window. */
export const scenes = {
  'sign-in': () => ({ snapshot: null, app: { username: '', keychain: 'absent' }, signInError: 'wrong-password' }),
  expired: () => ({
    snapshot: null,
    app: {
      connections: {
        service: 'offline',
        serviceProblem: 'signed-in-elsewhere',
        mailStore: 'offline',
        mailStoreProblem: null,
      },
    },
  }),
  empty: (nowMs) => ({ snapshot: withAgent(fakeSnapshot({}, nowMs), { state: 'not-ready', reasonCode: 'lunch' }) }),
  rona: (nowMs) => ({ snapshot: withAgent(fakeSnapshot({}, nowMs), { state: 'rona' }) }),
  active: (nowMs) => ({ snapshot: desk(nowMs), draft: draftOf(nowMs), sendError: 'mail-connection-lost' }),
  'wrap-up': (nowMs) => ({
    snapshot: desk(nowMs, {
      contacts: deskContacts(nowMs)
        .filter((contact) => contact.state !== 'active' || contact.id === contactId(1))
        .map((contact) =>
          contact.id === contactId(1)
            ? {
                ...contact,
                state: 'wrap-up' as const,
                outgoingState: 'sent' as const,
                wrapUpUntil: new Date(nowMs + 48_000).toISOString(),
              }
            : contact,
        ),
      outgoing: [fakeOutgoing(1, { state: 'sent' }, nowMs)],
    }),
  }),
  offline: (nowMs) => ({
    snapshot: desk(nowMs),
    openError: 'mail-host-unreachable',
    app: {
      connections: {
        service: 'connecting',
        serviceProblem: 'service-unreachable',
        mailStore: 'offline',
        mailStoreProblem: 'mail-host-unreachable',
      },
    },
  }),
  intake: (nowMs) => ({
    snapshot: withAgent(desk(nowMs), { displayName: 'Sofia Lind', role: 'supervisor' }),
    app: {
      intake: fakeIntake({
        folders: [
          { path: 'INBOX', problem: null, isCurrent: true, inStore: 1234, takenIn: 1232, waiting: 2 },
          { path: 'Escalations/Überfällig', problem: null, isCurrent: true, inStore: 41, takenIn: 41, waiting: 0 },
          { path: 'Old web forms', problem: 'missing', isCurrent: false, inStore: 0, takenIn: 0, waiting: 0 },
        ],
        inStore: 1275,
        takenIn: 1273,
        waiting: 2,
        takenInEver: 48_112,
        attention: [
          fakeAttention(1, {}, nowMs),
          fakeAttention(8, { reason: 'not-processed', detail: 'RangeError' }, nowMs),
          fakeAttention(75, { reason: 'unknown-outgoing', folder: 'Outbox', detail: 'Not written here.' }, nowMs),
          fakeAttention(1800, { reason: 'unreadable', detail: 'The server cannot deliver it.' }, nowMs),
          fakeAttention(3600, { reason: 'too-many-parts', detail: '' }, nowMs),
        ],
      }),
    },
  }),
  'intake-away': (nowMs) => ({
    snapshot: withAgent(fakeSnapshot({}, nowMs), { displayName: 'Sofia Lind', role: 'administrator' }),
    app: {
      intake: fakeIntake({
        connected: false,
        problem: 'mail-host-unreachable',
        folders: [{ path: 'INBOX', problem: null, isCurrent: false, inStore: 1234, takenIn: 1234, waiting: 0 }],
      }),
    },
  }),
} satisfies Record<string, (nowMs: number) => Scene>;

export type SceneName = keyof typeof scenes;
