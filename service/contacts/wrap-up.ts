import type { Transaction } from 'kysely';
import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import type { ContactRow, Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { byAgent, type Actor } from './history';
import { moveContact } from './move-contact';
import { lockOwnContact } from './owned-contact';

/** What is recorded about a contact at its end. */
type WrapUp = { contactId: ContactId; reasonCode: string; notes: string };

/**
 * The owner records the wrap-up and the contact closes. The same wrap-up again is no error: its answer may have been lost.
 *
 * @throws CodedError `not-found`, `wrong-state` (also where the time is over and the default reason was recorded),
 * `invalid-input` for an unknown reason
 */
export async function wrapUp(deps: ServiceDeps, agentId: AgentId, record: WrapUp): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await lockAgentRow(trx, agentId);
    const contact = await lockOwnContact(trx, agentId, record.contactId);
    if (contact.state === 'closed' && contact.disposition_code === record.reasonCode) return;
    const known = await trx
      .selectFrom('reasons')
      .select('code')
      .where('kind', '=', 'wrap-up')
      .where('code', '=', record.reasonCode)
      .executeTakeFirst();
    if (!known) throw new CodedError('invalid-input', 'No such wrap-up reason');
    if (contact.state !== 'wrap-up') throw new CodedError('wrong-state', `Contact ${contact.id} is ${contact.state}`);
    await close(trx, deps.now(), contact, { code: record.reasonCode, notes: record.notes }, byAgent(agentId));
  });
}

/**
 * Closes the contacts whose time for wrap-up is over, with what was recorded when they were closed without a reply, else
 * with the default reason and no notes. Kept by the service, so that a closed window or a dead desk does not stop it.
 *
 * @returns how many were closed
 */
export async function expireWrapUps(deps: ServiceDeps): Promise<number> {
  const late = await deps.db
    .selectFrom('contacts')
    .select(['id', 'owner_id'])
    .where('state', '=', 'wrap-up')
    .where('wrap_up_until', '<=', deps.now())
    .orderBy('wrap_up_until')
    .limit(200)
    .execute();
  let count = 0;
  for (const { id, owner_id } of late) {
    if (owner_id && (await inTransaction(deps.db, (trx) => expireWrapUp(trx, deps, owner_id, id)))) count++;
  }
  return count;
}

async function expireWrapUp(
  trx: Transaction<Database>,
  deps: ServiceDeps,
  agentId: AgentId,
  contactId: ContactId,
): Promise<boolean> {
  await lockAgentRow(trx, agentId);
  const at = deps.now();
  const contact = await trx
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', contactId)
    .where('state', '=', 'wrap-up')
    .where('wrap_up_until', '<=', at)
    .forUpdate()
    .executeTakeFirst();
  if (!contact) return false;
  const recorded = { code: contact.disposition_code ?? (await defaultReason(trx)), notes: contact.wrap_up_notes };
  await close(trx, at, contact, recorded, 'system');
  return true;
}

async function defaultReason(trx: Transaction<Database>): Promise<string | null> {
  const reason = await trx
    .selectFrom('reasons')
    .select('code')
    .where('kind', '=', 'wrap-up')
    .orderBy('is_default', 'desc')
    .orderBy('position')
    .executeTakeFirst();
  return reason?.code ?? null;
}

async function close(
  trx: Transaction<Database>,
  at: Date,
  contact: ContactRow,
  disposition: { code: string | null; notes: string | null },
  actor: Actor,
): Promise<void> {
  await moveContact(
    trx,
    at,
    contact,
    'closed',
    {
      wrap_up_until: null,
      closed_at: at,
      disposition_code: disposition.code,
      wrap_up_notes: disposition.notes,
    },
    { actor, kind: 'closed', data: { reasonCode: disposition.code } },
  );
  if (!contact.owner_id) return;
  // From now on they are idle.
  await trx.updateTable('agents').set({ idle_since: at }).where('id', '=', contact.owner_id).execute();
  await announce(trx, { topic: 'desk', agentId: contact.owner_id }, { topic: 'work' });
}

/** Agents are locked before contacts; closing touches both. */
async function lockAgentRow(trx: Transaction<Database>, agentId: AgentId): Promise<void> {
  await trx.selectFrom('agents').select('id').where('id', '=', agentId).forUpdate().execute();
}
