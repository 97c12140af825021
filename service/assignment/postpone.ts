import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import { byAgent } from '../contacts/history';
import { moveContact } from '../contacts/move-contact';
import { assertActive, lockOwnContact } from '../contacts/owned-contact';
import type { ServiceDeps } from '../deps';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';

/** A contact that is put off for longer is lost. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/**
 * The owner puts a contact off. It stays theirs with its draft, and leaves their hands free until its time, or until a
 * mail joins it. The deadline is in the row: whichever instance runs then brings it back. The same postponement again is
 * no error: its answer may have been lost.
 *
 * @throws CodedError `not-found`, `wrong-state`, `invalid-input` for a time that is over or more than a year away
 */
export async function postpone(
  deps: ServiceDeps,
  agentId: AgentId,
  { contactId, until }: { contactId: ContactId; until: string },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const contact = await lockOwnContact(trx, agentId, contactId);
    const time = new Date(until);
    if (contact.state === 'postponed' && contact.postponed_until?.getTime() === time.getTime()) return;
    assertActive(contact);
    const at = deps.now();
    const aheadMs = time.getTime() - at.getTime();
    if (aheadMs <= 0 || aheadMs > LONGEST_MS) throw new CodedError('invalid-input', 'Not a time of the coming year');
    const event = { actor: byAgent(agentId), kind: 'postponed', data: { until: time.toISOString() } };
    await moveContact(trx, at, contact, 'postponed', { postponed_until: time }, event);
    // There is a place free, and a deadline more.
    await announce(trx, { topic: 'desk', agentId }, { topic: 'work' });
  });
}

/**
 * The owner goes on with a postponed contact before its time, even if their hands are full. Doing so again is no error.
 *
 * @throws CodedError `not-found`, `wrong-state`
 */
export async function resume(deps: ServiceDeps, agentId: AgentId, contactId: ContactId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const contact = await lockOwnContact(trx, agentId, contactId);
    if (contact.state === 'active') return;
    if (contact.state !== 'postponed') throw new CodedError('wrong-state', `Contact ${contactId} is ${contact.state}`);
    const event = { actor: byAgent(agentId), kind: 'resumed' };
    await moveContact(trx, deps.now(), contact, 'active', { postponed_until: null }, event);
    await announce(trx, { topic: 'desk', agentId }, { topic: 'work' });
  });
}
