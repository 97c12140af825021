import type { Transaction } from 'kysely';
import type { OutgoingState } from '../../../common/contract/contact';
import type { AgentId } from '../../../common/ids';
import { recordHistory, type HistoryEvent } from '../../contacts/history';
import { moveOutgoing } from '../../contacts/move-outgoing';
import type { Database, OutgoingRow } from '../../store/schema';
import { announce } from '../../store/topics';
import { setLedgerContact } from '../ledger';
import { lockReported } from './find-reported';
import { toWords, type MailReport } from '../../reading/reports/report';

/** States in which a message may lie at a server that can return it. */
const BOUNCING: readonly OutgoingState[] = ['sending', 'sent', 'uncertain'];

const EVENTS: Record<MailReport['kind'], string> = {
  failed: 'bounce-received',
  delayed: 'delay-reported',
  delivered: 'delivery-reported',
  complaint: 'complaint-received',
};

/**
 * Ties a report to the message of ours that it is about: the notice is shown with that message's contact, and a failure
 * makes the message `bounced`, with the server's words. False where it is about none of ours. In the transaction of the
 * ledger row: a process that dies before COMMIT has done none of it, and after it the row keeps it from a second time.
 *
 * A delay or a complaint changes no state: the message may still arrive, or did.
 */
export async function settleReport(
  trx: Transaction<Database>,
  now: Date,
  ledgerId: number,
  report: MailReport,
): Promise<boolean> {
  const message = await lockReported(trx, report, now);
  if (message === null) return false;
  await setLedgerContact(trx, ledgerId, message.contact_id);
  const statuses = report.recipients.map(({ status }) => status).filter((status) => status !== null);
  const event: HistoryEvent = { actor: 'system', kind: EVENTS[report.kind], data: { ledgerId, statuses } };
  if (report.kind === 'failed' && BOUNCING.includes(message.state)) {
    const sentAt = message.sent_at ?? message.data_started_at ?? now;
    const values = { server_words: wordsOf(report), sent_at: sentAt, claimed_by: null, next_attempt_at: null };
    await moveOutgoing(trx, now, message, 'bounced', values, event);
    // its copy may have to be filed still
    await announce(trx, { topic: 'outbox' });
  } else {
    if (report.kind === 'failed' && message.state === 'bounced') await addWords(trx, now, message, wordsOf(report));
    const data = { outgoingId: message.id, ...event.data };
    await recordHistory(trx, now, message.contact_id, { ...event, data });
  }
  await tellDesks(trx, message);
  return true;
}

/** A server may return a message once for each of its recipients. */
async function addWords(trx: Transaction<Database>, now: Date, message: OutgoingRow, words: string): Promise<void> {
  const known = message.server_words ?? '';
  if (known.includes(words)) return;
  await trx
    .updateTable('outgoing_messages')
    .set({ server_words: toWords([known, words].filter((text) => text !== '').join(' · ')), changed_at: now })
    .where('id', '=', message.id)
    .execute();
}

/** For each recipient that was not reached: who, and what the server said. */
function wordsOf({ recipients }: MailReport): string {
  const failed = recipients.filter(({ action }) => action === 'failed');
  return toWords(
    failed.map(({ address, words }) => (words.includes(address) ? words : `${address}: ${words}`)).join(' · '),
  );
}

/** The author of the message, and who owns its contact now. */
async function tellDesks(trx: Transaction<Database>, message: OutgoingRow): Promise<void> {
  const contact = await trx
    .selectFrom('contacts')
    .select('owner_id')
    .where('id', '=', message.contact_id)
    .executeTakeFirstOrThrow();
  const agents = new Set([message.agent_id, contact.owner_id].filter((id): id is AgentId => id !== null));
  for (const agentId of agents) await announce(trx, { topic: 'desk', agentId });
}
