import type { Transaction } from 'kysely';
import type { AgentId } from '../../common/ids';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';

/** Tells the author's desk that one of their messages changed; automatic messages have no author. */
export async function announceToDesk(trx: Transaction<Database>, agentId: AgentId | null): Promise<void> {
  if (agentId !== null) await announce(trx, { topic: 'desk', agentId });
}
