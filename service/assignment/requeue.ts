import type { AgentId, ContactId } from '../../common/ids';
import { assertActive, lockOwnContact } from '../contacts/owned-contact';
import type { ServiceDeps } from '../deps';
import { inTransaction } from '../store/transaction';
import { backToQueue } from './back-to-queue';
import { lockAgent } from './move-agent';

/**
 * The owner gives a contact back to its queue. If the process dies before COMMIT they have it still; after it the contact
 * waits, and a repeated call is told that it is not theirs.
 *
 * @throws CodedError `not-found`, `wrong-state`
 */
export async function requeue(deps: ServiceDeps, agentId: AgentId, contactId: ContactId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await lockAgent(trx, agentId);
    const contact = await lockOwnContact(trx, agentId, contactId);
    assertActive(contact);
    await backToQueue(trx, deps.now(), contact, { from: agentId, event: { kind: 'requeued' } });
  });
}
