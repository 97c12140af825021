import { z } from 'zod';
import { csqIdSchema } from '../ids';
import { agentSchema } from './agent';
import { contactSummarySchema, outgoingSummarySchema, reasonSchema } from './contact';

/**
 * Everything one agent's desk shows of the service's state, whole each time it changes.
 *
 * A snapshot instead of a stream of events: a desk that was away, slept or is slow needs only the newest one, so there
 * is nothing to replay and nothing to miss. It is bounded: contacts are those the agent holds or is offered, and the
 * 20 closed last; outgoing messages the newest 50.
 */
export const deskSnapshotSchema = z.object({
  /** ISO time of the service's clock when the snapshot was read: countdowns are relative to it. */
  serverTime: z.iso.datetime(),
  agent: agentSchema,
  csqs: z.array(
    z.object({
      id: csqIdSchema,
      name: z.string(),
      waiting: z.int(),
      oldestArrivedAt: z.iso.datetime().nullable(),
    }),
  ),
  contacts: z.array(contactSummarySchema),
  outgoing: z.array(outgoingSummarySchema),
  wrapUpReasons: z.array(reasonSchema),
  notReadyReasons: z.array(reasonSchema),
});
export type DeskSnapshot = z.infer<typeof deskSnapshotSchema>;
