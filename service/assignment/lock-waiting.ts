import { sql, type Transaction } from 'kysely';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import type { Database } from '../store/schema';
import type { FreeAgent } from './plan-offers';

/** Stands for no skill in the index by which contacts are found (`contacts_waiting`); no code of a skill is empty. */
const NO_SKILL = '';

/** A contact that waits, with what its queue says of offers. */
export type Waiting = {
  id: ContactId;
  csq_id: CsqId;
  skill: string | null;
  priority: number;
  arrived_at: Date;
  offer_time_limit_s: number;
  preferred_agent_id: AgentId | null;
  preferred_until: Date | null;
  given_back_by: AgentId | null;
};

/**
 * The most urgent ones of each queue and skill: what nobody here can serve, however much of it there is, must not hide what
 * waits behind it. Of none more than its places can be given out, so that what is planned is the same as if all
 * were read. `limit`: the most that are taken of one queue and skill.
 */
export async function lockWaiting(
  trx: Transaction<Database>,
  agents: readonly FreeAgent[],
  limit: number,
): Promise<Waiting[]> {
  const places = countPlaces(agents, limit);
  if (places.length === 0) return [];
  const { rows } = await sql<Waiting>`
    SELECT w.*, q.offer_time_limit_s
    FROM json_to_recordset(${JSON.stringify(places)}) AS p (csq_id uuid, skill text, places int)
    JOIN csqs q ON q.id = p.csq_id
    CROSS JOIN LATERAL (
      SELECT c.id, c.csq_id, c.skill, c.priority, c.arrived_at, c.preferred_agent_id, c.preferred_until, c.given_back_by
      FROM contacts c
      WHERE c.csq_id = p.csq_id AND coalesce(c.skill, '') = p.skill AND c.state = 'queued'
      ORDER BY c.priority, c.arrived_at
      LIMIT p.places
      FOR UPDATE SKIP LOCKED
    ) w`.execute(trx);
  return rows;
}

/** How many contacts of one queue that ask for one skill the free agents could take. */
type Places = { csq_id: CsqId; skill: string; places: number };

function countPlaces(agents: readonly FreeAgent[], limit: number): Places[] {
  const counted = new Map<string, Places>();
  for (const { csqIds, skills, capacity, held } of agents.filter((agent) => agent.held < agent.capacity)) {
    for (const csq_id of csqIds) {
      for (const skill of [NO_SKILL, ...skills.keys()]) {
        const key = `${csq_id} ${skill}`;
        const places = (counted.get(key)?.places ?? 0) + capacity - held;
        counted.set(key, { csq_id, skill, places: Math.min(places, limit) });
      }
    }
  }
  return [...counted.values()];
}
