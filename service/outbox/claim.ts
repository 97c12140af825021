import { sql, type Transaction } from 'kysely';
import type { OutgoingId } from '../../common/ids';
import { moveOutgoing } from '../contacts/move-outgoing';
import type { ServiceDeps } from '../deps';
import type { Database, OutgoingRow } from '../store/schema';
import { inTransaction } from '../store/transaction';
import { announceToDesk } from './announce-to-desk';

/** A message that this instance, and no other, sends now. */
export type ClaimedMessage = OutgoingRow & { entryPointAddress: string };

/**
 * Due, and nothing of the same conversation is before it: sending now, or queued earlier, be it only for a later time. So
 * the order within a conversation is kept. What is uncertain or failed holds nothing up: it waits for a person. Nor does an
 * automatic reply that was put off: no agent's answer waits for an acknowledgement.
 */
const DUE = (now: Date) => sql`
  FROM outgoing_messages o JOIN contacts c ON c.id = o.contact_id
  WHERE o.state = 'queued' AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= ${now})
    AND NOT EXISTS (
      SELECT 1 FROM outgoing_messages p JOIN contacts pc ON pc.id = p.contact_id
      WHERE pc.conversation_id = c.conversation_id AND p.id <> o.id
        AND (p.state = 'sending' OR (p.state = 'queued' AND (p.created_at, p.id) < (o.created_at, o.id)
          AND (p.automatic_template IS NULL OR p.attempts = 0))))`;

/**
 * Claims the message that is due longest, what people wrote first; null where none is, or none that is not being claimed by another. Died after the
 * commit: the next start finds it `sending` without `data_started_at` and queues it again.
 */
export async function claimNext(deps: ServiceDeps): Promise<ClaimedMessage | null> {
  return inTransaction(deps.db, async (trx) => {
    const now = deps.now();
    const found = await sql<{ id: OutgoingId }>`
      SELECT o.id ${DUE(now)} ORDER BY o.automatic_template IS NOT NULL, o.created_at, o.id LIMIT 1 FOR UPDATE OF o SKIP LOCKED`.execute(
      trx,
    );
    const id = found.rows[0]?.id;
    return id === undefined ? null : claim(trx, deps, id, now);
  });
}

async function claim(
  trx: Transaction<Database>,
  deps: ServiceDeps,
  id: OutgoingId,
  now: Date,
): Promise<ClaimedMessage> {
  const queued = await trx
    .selectFrom('outgoing_messages')
    .innerJoin('entry_points', 'entry_points.id', 'outgoing_messages.entry_point_id')
    .selectAll('outgoing_messages')
    .select('entry_points.address as entryPointAddress')
    .where('outgoing_messages.id', '=', id)
    .executeTakeFirstOrThrow();
  const attempts = queued.attempts + 1;
  const claimed = { attempts, claimed_by: deps.instanceId, claimed_at: now, data_started_at: null };
  await moveOutgoing(trx, now, queued, 'sending', claimed, { actor: 'system', kind: 'sending', data: { attempts } });
  await announceToDesk(trx, queued.agent_id);
  return { ...queued, ...claimed, state: 'sending' };
}

/** When there is something to claim again; null where nothing waits. `now` itself where a due one is locked at the moment. */
export async function nextDueAt({ db, now }: ServiceDeps): Promise<Date | null> {
  const at = now();
  const due = await sql<{ n: number }>`SELECT 1 AS n ${DUE(at)} LIMIT 1`.execute(db);
  if (due.rows.length > 0) return at;
  const later = await db
    .selectFrom('outgoing_messages')
    .select('next_attempt_at')
    .where('state', '=', 'queued')
    .where('next_attempt_at', '>', at)
    .orderBy('next_attempt_at')
    .limit(1)
    .executeTakeFirst();
  return later?.next_attempt_at ?? null;
}
