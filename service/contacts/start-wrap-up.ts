import type { Transaction } from 'kysely';
import type { ContactRow, Database } from '../store/schema';
import { announce } from '../store/topics';
import type { HistoryEvent } from './history';
import { moveContact } from './move-contact';

type Contact = Pick<ContactRow, 'id' | 'state' | 'owner_id' | 'csq_id'>;

/** A reason and notes that are known already; the wrap-up may replace them, its end does not. */
type Recorded = { disposition_code?: string; wrap_up_notes?: string };

/** A contact, whose row the caller has locked, goes to wrap-up for as long as its queue allows. */
export async function startWrapUp(
  trx: Transaction<Database>,
  at: Date,
  contact: Contact,
  event: HistoryEvent,
  recorded: Recorded = {},
): Promise<void> {
  const { wrap_up_limit_s } = await trx
    .selectFrom('csqs')
    .select('wrap_up_limit_s')
    .where('id', '=', contact.csq_id)
    .executeTakeFirstOrThrow();
  // A limit of 0 is over at once: the due work closes it.
  const until = new Date(at.getTime() + wrap_up_limit_s * 1000);
  await moveContact(trx, at, contact, 'wrap-up', { ...recorded, wrap_up_until: until }, event);
  if (contact.owner_id) await announce(trx, { topic: 'desk', agentId: contact.owner_id });
  await announce(trx, { topic: 'work' });
}
