import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { agentIdSchema } from '../../common/ids';
import type { Database } from './schema';

/**
 * What one transaction tells the others, on all instances, when it commits. A topic only says "look again": the state
 * is in the tables, so a lost or doubled one costs a query and nothing else.
 */
export const topicSchema = z.discriminatedUnion('topic', [
  /** Something of this agent's desk changed: its state, a contact of theirs, an outgoing message. */
  z.object({ topic: z.literal('desk'), agentId: agentIdSchema }),
  /** A queue's length changed: contacts came in or went. */
  z.object({ topic: z.literal('queues') }),
  /** There may be something to assign, or a deadline moved. */
  z.object({ topic: z.literal('work') }),
  /** There is something to send. */
  z.object({ topic: z.literal('outbox') }),
  /** This agent's session was ended, here or elsewhere. */
  z.object({ topic: z.literal('session-ended'), agentId: agentIdSchema }),
  /** A new version of the configuration is in force. */
  z.object({ topic: z.literal('configuration') }),
  /**
   * Something about intake changed that administrators see: mails in the store, the attention list. `lookAgainAt`: a folder
   * that is to be looked at as if for the first time, because a mail in it is to be tried again.
   */
  z.object({ topic: z.literal('intake'), lookAgainAt: z.string().optional() }),
  /** Topics may have been missed: look at everything again. Emitted by the bus itself after a gap. */
  z.object({ topic: z.literal('resync') }),
]);
export type Topic = z.infer<typeof topicSchema>;

export const CHANNEL = 'replydesk';

/** Sends topics with the transaction: they leave at COMMIT, and never if it rolls back. */
export async function announce(trx: Transaction<Database>, ...topics: Topic[]): Promise<void> {
  const payloads = topics.map((topic) => JSON.stringify(topic));
  await sql`SELECT pg_notify(${CHANNEL}, payload) FROM unnest(${payloads}::text[]) AS payload`.execute(trx);
}

/** Listens to topics. `subscribe` returns the function that stops listening. */
export type TopicBus = {
  subscribe: (listener: (topic: Topic) => void) => () => void;
};
