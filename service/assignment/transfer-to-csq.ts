import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import { assertActive, lockOwnContact } from '../contacts/owned-contact';
import type { ServiceDeps } from '../deps';
import { inTransaction } from '../store/transaction';
import { backToQueue } from './back-to-queue';
import { lockAgent } from './move-agent';

/**
 * The owner hands a contact to another queue, where it waits by its time of arrival. Its entry point stays: the customer
 * is answered from the address they wrote to. If the process dies before COMMIT the owner has it still; after it the
 * contact waits there, and a repeated call is told that it is not theirs.
 *
 * @throws CodedError `not-found`, `wrong-state`, `invalid-input` for its own queue and for one that is not there
 */
export async function transferToCsq(
  deps: ServiceDeps,
  agentId: AgentId,
  { contactId, csqId }: { contactId: ContactId; csqId: CsqId },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await lockAgent(trx, agentId);
    const contact = await lockOwnContact(trx, agentId, contactId);
    assertActive(contact);
    if (contact.csq_id === csqId) throw new CodedError('invalid-input', 'The contact is of this queue');
    // Locked, so that no configuration that is saved now takes it away under the contact.
    const csq = await trx.selectFrom('csqs').select('id').where('id', '=', csqId).forKeyShare().executeTakeFirst();
    if (!csq) throw new CodedError('invalid-input', 'No such queue');
    await backToQueue(trx, deps.now(), contact, {
      from: agentId,
      values: { csq_id: csqId },
      event: { kind: 'transferred', data: { fromCsqId: contact.csq_id, toCsqId: csqId } },
    });
  });
}
