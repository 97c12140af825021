import { sql, type Transaction } from 'kysely';
import type { AgentId, ConversationId } from '../../common/ids';
import type { Database } from '../store/schema';
import { intakeSettings } from './intake-settings';

/** Who is asked first, and until when. */
export type Preference = { agentId: AgentId; until: Date };

/** Contacts of a conversation that are looked at, newest first. */
const MAX_LOOKED_AT = 20;

/**
 * The agent who had the conversation last, while they are preferred for what follows in it. A contact that was closed after
 * its agent had left it, by a rule for instance, names no owner: then the history says who accepted it last.
 */
export async function lastAgent(
  trx: Transaction<Database>,
  conversationId: ConversationId,
  now: Date,
): Promise<Preference | null> {
  const { preferLastAgentH } = await intakeSettings(trx);
  if (preferLastAgentH === 0) return null;
  const { rows } = await sql<{ agent_id: AgentId | null; ended_at: Date | null }>`
    SELECT coalesce(c.owner_id, (
        SELECT substr(h.actor, ${'agent:'.length + 1})::uuid FROM history_events h
        WHERE h.contact_id = c.id AND h.kind = 'accepted' AND h.actor LIKE 'agent:%' ORDER BY h.id DESC LIMIT 1
      )) AS agent_id, c.closed_at AS ended_at
    FROM contacts c
    WHERE c.conversation_id = ${conversationId} AND c.state IN ('closed', 'wrap-up')
    ORDER BY c.number DESC LIMIT ${MAX_LOOKED_AT}`.execute(trx);
  const last = rows.find((row) => row.agent_id !== null);
  if (!last?.agent_id) return null;
  // in wrap-up it is ending now
  const endedAt = last.ended_at ?? now;
  const until = new Date(endedAt.getTime() + preferLastAgentH * 3_600_000);
  return until > now ? { agentId: last.agent_id, until } : null;
}
