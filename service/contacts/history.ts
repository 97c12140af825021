import type { Transaction } from 'kysely';
import type { AgentId, ContactId } from '../../common/ids';
import { insertion } from '../store/insert-rows';
import type { Database } from '../store/schema';

/** Who changed something. */
export type Actor = `agent:${AgentId}` | 'system';

/** An agent as actor. */
export function byAgent(agentId: AgentId): Actor {
  return `agent:${agentId}`;
}

/** One event: its kind and ids, states and codes; never a subject, a body or an address. */
export type HistoryEvent = { actor: Actor; kind: string; data?: Record<string, unknown> };

/** Writes an event into the history, in the transaction of the change it tells of. */
export async function recordHistory(
  trx: Transaction<Database>,
  at: Date,
  contactId: ContactId | null,
  event: HistoryEvent,
): Promise<void> {
  await recordHistories(trx, at, [{ contactId, event }]);
}

const COLUMNS = { at: 'timestamptz', contact_id: 'uuid', actor: 'text', kind: 'text', data: 'jsonb' } as const;

/** Writes several events, at least one. */
export async function recordHistories(
  trx: Transaction<Database>,
  at: Date,
  events: readonly { contactId: ContactId | null; event: HistoryEvent }[],
): Promise<void> {
  const rows = events.map(({ contactId, event }) => ({
    at,
    contact_id: contactId,
    actor: event.actor,
    kind: event.kind,
    data: JSON.stringify(event.data ?? {}),
  }));
  await insertion('history_events', COLUMNS, rows).execute(trx);
}
