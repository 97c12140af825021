import type { Transaction } from 'kysely';
import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import { readConfiguration } from '../config/current-configuration';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { inTransaction } from '../store/transaction';
import { byAgent, type Actor } from './history';
import { moveOutgoing } from './move-outgoing';
import { assertActive, lockOwnContact } from './owned-contact';
import { startWrapUp } from './start-wrap-up';

type Closing = { contactId: ContactId; reasonCode: string; notes: string };

/**
 * The owner closes a contact without an answer. As after sending, wrap-up comes first; it begins with this reason and
 * these notes, and records them if nobody changes them before its time is over. A draft is cancelled: it would never be
 * sent. If the process dies before COMMIT the contact is active with its draft; after it the deadline is in the row.
 *
 * @throws CodedError `not-found`, `wrong-state`, `invalid-input` for an unknown reason
 */
export async function closeWithoutReply(deps: ServiceDeps, agentId: AgentId, closing: Closing): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const contact = await lockOwnContact(trx, agentId, closing.contactId);
    // Asked again, because the answer was lost.
    const isRepeated = contact.state === 'wrap-up' || contact.state === 'closed';
    if (isRepeated && contact.disposition_code === closing.reasonCode) return;
    assertActive(contact);
    const { reasonCode } = closing;
    if (!(await isKnown(trx, reasonCode))) throw new CodedError('invalid-input', 'No such reason');
    const at = deps.now();
    const actor = byAgent(agentId);
    await cancelDraft(trx, at, contact.id, actor);
    await startWrapUp(
      trx,
      at,
      contact,
      { actor, kind: 'closed-without-reply', data: { reasonCode } },
      { disposition_code: reasonCode, wrap_up_notes: closing.notes },
    );
  });
}

/** Those of wrap-up, and those for which rules close contacts. */
async function isKnown(trx: Transaction<Database>, reasonCode: string): Promise<boolean> {
  const reason = await trx
    .selectFrom('reasons')
    .select('code')
    .where('kind', '=', 'wrap-up')
    .where('code', '=', reasonCode)
    .executeTakeFirst();
  if (reason) return true;
  const current = await readConfiguration(trx);
  return current?.configuration.closeReasons.some(({ id }) => id === reasonCode) ?? false;
}

/** An automatic reply was decided on by the service and goes out all the same. */
async function cancelDraft(trx: Transaction<Database>, at: Date, contactId: ContactId, actor: Actor): Promise<void> {
  const draft = await trx
    .selectFrom('outgoing_messages')
    .select(['id', 'state', 'contact_id'])
    .where('contact_id', '=', contactId)
    .where('state', '=', 'draft')
    .where('automatic_template', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (draft) await moveOutgoing(trx, at, draft, 'cancelled', {}, { actor, kind: 'draft-cancelled' });
}
