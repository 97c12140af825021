import type { StoredMail } from '../mail-stack/types';
import type { AutomaticReplyFacts, LedgerFacts } from '../world/world-database';
import type { Account, StoredCopy } from './account';
import type { ChaosMail } from './chaos-mail';

/** What is known at the end of automatic replies. */
export type Replies = {
  mails: readonly ChaosMail[];
  copies: readonly Pick<StoredCopy, 'digest' | 'number'>[];
  rows: readonly LedgerFacts[];
  replies: readonly AutomaticReplyFacts[];
  /** What each customer has in their mailbox. */
  received: ReadonlyMap<string, readonly Pick<StoredMail, 'headers'>[]>;
  /** Message-IDs in these folders. */
  sent: readonly string[];
  outbox: readonly string[];
};

/**
 * Whether each customer had one reply from each queue that owes one, and nobody else any. Who is owed one is said by the
 * mails that opened contacts. A message that the MTA stored twice by itself (the server was killed before it said so) has
 * the same number in the MTA's trace field, and was sent once.
 */
export function settleReplies({ mails, copies, rows, replies, received, sent, outbox }: Replies): Account {
  const failures: string[] = [];
  const numbers = new Map(copies.map(({ digest, number }) => [digest, number]));
  const due = new Set<string>();
  for (const row of rows) {
    const mail = mails[numbers.get(row.digest ?? '') ?? -1];
    if (row.isOpening && mail?.opens.asksForReply === true && !mail.isAutomatic)
      due.add(`${mail.customer} ${row.queue}`);
  }
  const decided = countBy(replies.map(({ customer, queue }) => `${customer} ${queue}`));
  for (const key of due) if (!decided.has(key)) failures.push(`no reply was decided on for ${key}`);
  for (const [key, count] of decided) {
    if (!due.has(key)) failures.push(`nobody asked for a reply to ${key}`);
    if (count > 1) failures.push(`${count} replies were decided on for ${key}`);
  }
  const arrived = transfers(received, failures);
  const filed = countBy(sent);
  for (const { messageId, customer, state, isFiled } of replies) {
    const times = arrived.get(`${customer} ${messageId}`) ?? 0;
    const isUncertain = state === 'uncertain';
    if (state !== 'sent' && !isUncertain) failures.push(`reply ${messageId} is ${state}`);
    if (times > 1) failures.push(`reply ${messageId} was sent ${times} times`);
    if (state === 'sent' && times === 0) failures.push(`reply ${messageId} did not arrive`);
    if (state === 'sent' && (!isFiled || filed.get(messageId) !== 1))
      failures.push(`reply ${messageId} lies in Sent ${filed.get(messageId) ?? 0} times`);
    if (state === 'sent' && outbox.includes(messageId)) failures.push(`reply ${messageId} lies in the Outbox still`);
  }
  const known = new Set(replies.map(({ customer, messageId }) => `${customer} ${messageId}`));
  for (const key of arrived.keys()) if (!known.has(key)) failures.push(`${key} arrived and was never decided on`);
  const uncertain = replies.filter(({ state }) => state === 'uncertain').map(({ messageId }) => messageId);
  const figures = {
    repliesDue: due.size,
    repliesDecided: replies.length,
    repliesSent: replies.filter(({ state }) => state === 'sent').length,
    repliesUncertain: uncertain.length,
    uncertain: uncertain.join(', '),
    repliesArrived: arrived.size,
    repliesSentTwice: [...arrived.values()].filter((times) => times > 1).length,
    repliesInSent: sent.length,
    automaticMails: mails.filter(({ isAutomatic }) => isAutomatic).length,
  };
  return { figures, failures };
}

/** How often each message was handed to the MTA, by customer and Message-ID. */
function transfers(received: Replies['received'], failures: string[]): Map<string, number> {
  const traces = new Map<string, Set<string>>();
  for (const [customer, mails] of received) {
    for (const { headers } of mails) {
      const key = `${customer} ${headers.get('message-id')?.[0] ?? ''}`;
      const trace = (headers.get('received') ?? []).find((field) => field.includes('Exim')) ?? '';
      const queueId = /\bid ([\w-]+)/.exec(trace)?.[1] ?? '';
      traces.set(key, (traces.get(key) ?? new Set()).add(queueId));
      if (headers.get('auto-submitted')?.[0] !== 'auto-replied') failures.push(`${key} is not marked as automatic`);
    }
  }
  return new Map([...traces].map(([key, ids]) => [key, ids.size]));
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
