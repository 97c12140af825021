import type { Transaction } from 'kysely';
import { moveContact } from '../contacts/move-contact';
import type { ServiceDeps } from '../deps';
import type { ContactRow, Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { BACK_IN_QUEUE } from './withdraw-offers';

/** The most contacts looked at in one round. */
const BATCH = 200;

/**
 * Brings a postponed contact, whose row the caller has locked, back to its owner, even if their hands are full; to its
 * queue, at its old place, if they are signed out. Who signs out at this very moment holds it as their other contacts.
 */
export async function wakePostponed(
  trx: Transaction<Database>,
  at: Date,
  contact: Pick<ContactRow, 'id' | 'state' | 'owner_id'>,
  cause: 'time' | 'mail',
): Promise<void> {
  const owner = await trx
    .selectFrom('agents')
    .select(['id', 'state'])
    .where('id', '=', contact.owner_id)
    .executeTakeFirst();
  const event = { actor: 'system', kind: 'postponement-ended', data: { cause, agentId: contact.owner_id } } as const;
  if (owner === undefined || owner.state === 'signed-out') {
    await moveContact(
      trx,
      at,
      contact,
      'queued',
      { ...BACK_IN_QUEUE, accepted_at: null, postponed_until: null },
      event,
    );
    await announce(trx, { topic: 'queues' });
  } else {
    await moveContact(trx, at, contact, 'active', { postponed_until: null }, event);
  }
  if (owner) await announce(trx, { topic: 'desk', agentId: owner.id });
  await announce(trx, { topic: 'work' });
}

/**
 * Brings back the contacts whose time has come. Safe on several instances at once: each row is locked and looked at again.
 * A process that dies in between has brought back some, and the next one finds the others by their deadlines.
 *
 * @returns how many came back
 */
export async function wakeDue(deps: ServiceDeps): Promise<number> {
  const due = await deps.db
    .selectFrom('contacts')
    .select('id')
    .where('state', '=', 'postponed')
    .where('postponed_until', '<=', deps.now())
    .orderBy('postponed_until')
    .limit(BATCH)
    .execute();
  let count = 0;
  for (const { id } of due) {
    const isBack = await inTransaction(deps.db, async (trx) => {
      const at = deps.now();
      const contact = await trx
        .selectFrom('contacts')
        .select(['id', 'state', 'owner_id'])
        .where('id', '=', id)
        .where('state', '=', 'postponed')
        .where('postponed_until', '<=', at)
        .forUpdate()
        .executeTakeFirst();
      if (contact) await wakePostponed(trx, at, contact, 'time');
      return contact !== undefined;
    });
    if (isBack) count++;
  }
  return count;
}
