import type { Transaction } from 'kysely';
import type { OutgoingState } from '../../common/contract/contact';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation } from '../../common/contract/service-api';
import type { AgentId, OutgoingId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import type { Database, OutgoingRow } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import type { Actor } from './history';
import { moveOutgoing } from './move-outgoing';
import { startWrapUp } from './start-wrap-up';

/** How a message is named: by our id, or by the Message-ID that was found in the Outbox. */
export type OutgoingRef = { outgoingId: OutgoingId } | { messageId: string };

/** Where it lies in the store; the Message-ID is known already. */
export type OutgoingLocation = Omit<MailLocation, 'messageId'>;

type Queued = { location: OutgoingLocation | null; onlyOwner?: AgentId };

/**
 * The finished reply lies in the Outbox: the message is queued for sending and its contact goes to wrap-up, in one
 * transaction. Told twice by design, by the desk and by the watcher of the Outbox, in any order: the second time changes
 * nothing but an unknown location. If the desk dies between APPEND and its call, the watcher alone does it.
 *
 * @returns the state of the message now
 * @throws CodedError `not-found` for a message that is not ours (or not `onlyOwner`'s)
 */
export async function markReplyQueued(
  deps: ServiceDeps,
  ref: OutgoingRef,
  { location, onlyOwner }: Queued,
  actor: Actor,
): Promise<OutgoingState> {
  return inTransaction(deps.db, async (trx) => {
    const outgoing = await lockOutgoing(trx, ref);
    if (!outgoing || (onlyOwner && outgoing.agent_id !== onlyOwner)) {
      throw new CodedError('not-found', 'No such outgoing message');
    }
    const place = location && {
      folder: location.folder,
      uid_validity: Number(location.uidValidity),
      uid: location.uid,
    };
    if (outgoing.state !== 'draft') {
      if (outgoing.state === 'queued' && outgoing.uid === null && place) {
        await trx.updateTable('outgoing_messages').set(place).where('id', '=', outgoing.id).execute();
        await announce(trx, { topic: 'outbox' });
      }
      return outgoing.state;
    }
    const at = deps.now();
    await moveOutgoing(trx, at, outgoing, 'queued', { ...place, next_attempt_at: at }, { actor, kind: 'reply-queued' });
    await endWork(trx, at, outgoing, actor);
    await announce(trx, { topic: 'outbox' });
    if (outgoing.agent_id) await announce(trx, { topic: 'desk', agentId: outgoing.agent_id });
    return 'queued';
  });
}

/** The contact's row first, then the message's: the order of all locks. */
async function lockOutgoing(trx: Transaction<Database>, ref: OutgoingRef): Promise<OutgoingRow | undefined> {
  const named = (): ReturnType<typeof all> =>
    'outgoingId' in ref ? all().where('id', '=', ref.outgoingId) : all().where('message_id', '=', ref.messageId);
  const all = () => trx.selectFrom('outgoing_messages').selectAll();
  const found = await named().executeTakeFirst();
  if (!found) return undefined;
  await trx.selectFrom('contacts').select('id').where('id', '=', found.contact_id).forUpdate().execute();
  return named().forUpdate().executeTakeFirst();
}

/** A contact that its writer no longer works on (taken over, closed) is left as it is; the reply goes out all the same. */
async function endWork(trx: Transaction<Database>, at: Date, outgoing: OutgoingRow, actor: Actor): Promise<void> {
  const contact = await trx
    .selectFrom('contacts')
    .select(['id', 'state', 'owner_id', 'csq_id'])
    .where('id', '=', outgoing.contact_id)
    .executeTakeFirstOrThrow();
  if (contact.state !== 'active' || contact.owner_id !== outgoing.agent_id) return;
  await startWrapUp(trx, at, contact, { actor, kind: 'wrap-up-started' });
}
