import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import { byAgent } from '../contacts/history';
import { moveContact } from '../contacts/move-contact';
import type { ServiceDeps } from '../deps';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';

/**
 * The agent takes what was offered to them. Doing so again is no error, because the answer to the first time may have
 * been lost on the way. An offer whose time is over counts until the contact was taken back: what the agent saw is what
 * they get.
 *
 * @throws CodedError `offer-gone`
 */
export async function acceptOffer(deps: ServiceDeps, agentId: AgentId, contactId: ContactId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const contact = await trx
      .selectFrom('contacts')
      .select(['id', 'state', 'owner_id'])
      .where('id', '=', contactId)
      .forUpdate()
      .executeTakeFirst();
    if (contact?.owner_id !== agentId)
      throw new CodedError('offer-gone', `Contact ${contactId} is not offered to them`);
    if (contact.state === 'active') return;
    if (contact.state !== 'offered') throw new CodedError('offer-gone', `Contact ${contactId} is ${contact.state}`);
    const at = deps.now();
    await moveContact(
      trx,
      at,
      contact,
      'active',
      { accepted_at: at, offer_expires_at: null },
      { actor: byAgent(agentId), kind: 'accepted' },
    );
    // Its deadline is gone, and with it maybe what the due work waits for next.
    await announce(trx, { topic: 'desk', agentId }, { topic: 'work' });
  });
}
