import type { Transaction } from 'kysely';
import type { OutgoingState } from '../../common/contract/contact';
import { moveOutgoing } from '../contacts/move-outgoing';
import type { ServiceDeps } from '../deps';
import type { Database, OutgoingRow } from '../store/schema';
import { inTransaction } from '../store/transaction';
import { announceToDesk } from './announce-to-desk';
import type { OutboxPorts } from './ports';

type Recovered = { state: OutgoingState; kind: string };

/**
 * Settles what other instances left `sending`. There is one instance for now, so any other that claimed is dead.
 *
 * No octet was handed over (`data_started_at` is null): queued again. Else it may have been sent: where a copy lies in Sent
 * (stores exist that put one there themselves) it was; where none does it is `uncertain` and waits for a person. It is never
 * sent again by itself.
 */
export async function recoverAbandoned(deps: ServiceDeps, { store, folders }: OutboxPorts): Promise<void> {
  const abandoned = await deps.db
    .selectFrom('outgoing_messages')
    .selectAll()
    .where('state', '=', 'sending')
    .where((where) => where.or([where('claimed_by', 'is', null), where('claimed_by', '!=', deps.instanceId)]))
    .orderBy('claimed_at')
    .execute();
  for (const message of abandoned) {
    if (message.data_started_at === null) {
      await settle(deps, message, { state: 'queued', kind: 'attempt-abandoned' });
      continue;
    }
    const isSent = await hasCopyInSent(store, folders.sent, message.message_id);
    await settle(
      deps,
      message,
      isSent ? { state: 'sent', kind: 'found-in-sent' } : { state: 'uncertain', kind: 'uncertain' },
    );
  }
}

/** A store that refuses the search tells nothing: the message is then uncertain, and the others are not held up. */
async function hasCopyInSent(store: OutboxPorts['store'], folder: string, messageId: string): Promise<boolean> {
  try {
    return (await store.withFolder((sent) => sent.findByMessageId(messageId), folder)).length > 0;
  } catch (error) {
    if (!store.status().connected) throw error;
    return false;
  }
}

async function settle(deps: ServiceDeps, message: OutgoingRow, { state, kind }: Recovered): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if (!(await isStillAbandoned(trx, message))) return;
    const now = deps.now();
    const values = {
      claimed_by: null,
      next_attempt_at: state === 'queued' ? now : null,
      ...(state === 'sent' ? { sent_at: message.data_started_at } : {}),
    };
    await moveOutgoing(trx, now, message, state, values, { actor: 'system', kind });
    await announceToDesk(trx, message.agent_id);
  });
  deps.log.warn({ outgoingId: message.id, state }, 'an abandoned message was settled');
}

async function isStillAbandoned(trx: Transaction<Database>, message: OutgoingRow): Promise<boolean> {
  const now = await trx
    .selectFrom('outgoing_messages')
    .select(['state', 'claimed_by'])
    .where('id', '=', message.id)
    .forUpdate()
    .executeTakeFirst();
  return now?.state === 'sending' && now.claimed_by === message.claimed_by;
}
