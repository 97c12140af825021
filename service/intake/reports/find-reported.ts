import { sql, type Transaction } from 'kysely';
import type { ContactId } from '../../../common/ids';
import type { Database, OutgoingRow } from '../../store/schema';
import type { MailReport } from '../../reading/reports/report';

/** Servers try for five days at the most (RFC 5321, 4.5.4.1), and some then take their time. */
const RECENT_DAYS = 7;

type Found = { id: OutgoingRow['id']; contact_id: ContactId };

/**
 * The message of ours that a report is about, locked together with its contact. By the Message-ID of the mail that came back;
 * where the report names none at all, by its recipients: the last message that was sent to one of them within a week. A
 * report about a mail with another id is about none of ours, whoever it was sent to.
 */
export async function lockReported(
  trx: Transaction<Database>,
  report: MailReport,
  now: Date,
): Promise<OutgoingRow | null> {
  const found = report.originalIds.length > 0 ? await byIds(trx, report) : await byRecipients(trx, report, now);
  if (found === undefined) return null;
  // the contact first, then the message: the order of all locks
  await trx.selectFrom('contacts').select('id').where('id', '=', found.contact_id).forUpdate().execute();
  return trx
    .selectFrom('outgoing_messages')
    .selectAll()
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function byIds(trx: Transaction<Database>, { originalIds }: MailReport): Promise<Found | undefined> {
  const rows = await trx
    .selectFrom('outgoing_messages')
    .select(['id', 'contact_id', 'message_id'])
    .where('message_id', 'in', originalIds)
    .execute();
  // the surest id stands first: References name earlier messages of the conversation as well
  const position = (row: { message_id: string }): number => originalIds.indexOf(row.message_id);
  return rows.sort((a, b) => position(a) - position(b))[0];
}

async function byRecipients(
  trx: Transaction<Database>,
  { recipients }: MailReport,
  now: Date,
): Promise<Found | undefined> {
  const addresses = recipients.map(({ address }) => address);
  const since = new Date(now.getTime() - RECENT_DAYS * 24 * 3600_000);
  return trx
    .selectFrom('outgoing_messages')
    .select(['id', 'contact_id'])
    .where('sent_at', '>=', since)
    .where('state', 'in', ['sent', 'bounced'])
    .where(
      sql<boolean>`EXISTS (SELECT FROM jsonb_array_elements((recipients->'to') || (recipients->'cc')) AS recipient
        WHERE lower(recipient->>'address') = ANY(${addresses}))`,
    )
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}
