import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { withSubjectToken } from '../../../common/mail/thread-token';
import { isSafeMessageId } from '../../contacts/message-id';
import { threadMarks } from '../../contacts/thread-marks';
import { composeAutomaticReply } from '../../mail-store/compose-automatic-reply';
import type { Database, OutgoingRow } from '../../store/schema';
import { renderSubject, renderTemplate, type TemplateValues } from './render-template';

/** Valid since it was saved; what a newer program saved beside it is not looked at. */
const storedTemplateSchema = z.object({ subject: z.string(), text: z.string() });

/** A draft as a message that can be sent. */
export type Composed = { raw: Buffer; subject: string };

/** Makes the message of an automatic draft, by its template as it is now; null where that was removed meanwhile. */
export async function composeDraft(
  trx: Transaction<Database>,
  draft: OutgoingRow & { automatic_template: string },
  date: Date,
): Promise<Composed | null> {
  const template = await readTemplate(trx, draft.automatic_template);
  if (template === null) return null;
  const contact = await trx
    .selectFrom('contacts')
    .innerJoin('csqs', 'csqs.id', 'contacts.csq_id')
    .select(['number', 'conversation_id', 'subject', 'customer_name', 'customer_address', 'csqs.name as csq_name'])
    .where('contacts.id', '=', draft.contact_id)
    .executeTakeFirstOrThrow();
  const point = await trx
    .selectFrom('entry_points')
    .select(['id', 'address', 'display_name'])
    .where('id', '=', draft.entry_point_id)
    .executeTakeFirstOrThrow();
  const values: TemplateValues = {
    customer: { name: contact.customer_name, address: contact.customer_address },
    contact: { number: contact.number, subject: contact.subject },
    csq: { name: contact.csq_name },
    entryPoint: { name: point.display_name, address: point.address },
  };
  const thread = { contactNumber: contact.number, conversationId: contact.conversation_id };
  const { subjectToken, replyTo } = await threadMarks(trx, point, thread);
  const rendered = renderSubject(template.subject, values);
  const subject = subjectToken === null ? rendered : withSubjectToken(rendered, subjectToken);
  const raw = await composeAutomaticReply({
    messageId: draft.message_id,
    from: values.entryPoint,
    to: draft.recipients.to,
    replyTo,
    subject,
    text: renderTemplate(template.text, values),
    inReplyTo: await answeredId(trx, draft),
    date,
  });
  return { raw, subject };
}

async function readTemplate(
  trx: Transaction<Database>,
  id: string,
): Promise<z.infer<typeof storedTemplateSchema> | null> {
  const { rows } = await sql<{ template: unknown }>`
    SELECT template
    FROM (SELECT content FROM configurations ORDER BY version DESC LIMIT 1) AS newest,
      jsonb_array_elements(newest.content->'templates') AS template
    WHERE template->>'id' = ${id}`.execute(trx);
  return rows[0] === undefined ? null : storedTemplateSchema.parse(rows[0].template);
}

/** The id of the mail that opened the contact, where it may stand in a header of ours. */
async function answeredId(trx: Transaction<Database>, draft: OutgoingRow): Promise<string | null> {
  const opened = await trx
    .selectFrom('ledger')
    .select('message_id')
    .where('contact_id', '=', draft.contact_id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const id = opened?.message_id ?? null;
  return isSafeMessageId(id) ? id : null;
}
