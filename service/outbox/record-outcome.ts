import { assertNever } from '../../common/assert-never';
import type { OutgoingState } from '../../common/contract/contact';
import { CodedError } from '../../common/contract/errors';
import { moveOutgoing } from '../contacts/move-outgoing';
import type { ServiceDeps } from '../deps';
import type { SendOutcome } from '../mail-store/send-outcome';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { announceToDesk } from './announce-to-desk';
import type { ClaimedMessage } from './claim';
import { retryDelayMs } from './retry-delay';

/** While the server is not reached nothing is claimed; this only bounds how fast one that hangs up is tried. */
const NOT_STARTED_DELAY_MS = 1000;

/**
 * Writes down that the first octet is about to leave. Rejects when the message is not ours any more: then none may.
 * Died after this: whether it was sent is unknown, and the next start makes it `uncertain`.
 */
export async function recordDataStart(deps: ServiceDeps, claimed: ClaimedMessage): Promise<void> {
  const result = await deps.db
    .updateTable('outgoing_messages')
    .set({ data_started_at: deps.now() })
    .where('id', '=', claimed.id)
    .where('state', '=', 'sending')
    .where('claimed_by', '=', deps.instanceId)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new CodedError('wrong-state', 'The message was taken from this instance');
}

type Change = {
  state: OutgoingState;
  values: { sent_at?: Date; next_attempt_at?: Date | null; server_words?: string | null; attempts?: number };
};

/** What an outcome makes of the message. */
export function changeFor(outcome: SendOutcome, attempts: number, now: Date): Change {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'sent', values: { sent_at: now, next_attempt_at: null, server_words: outcome.refused } };
    case 'temporary': {
      const delayMs = retryDelayMs(attempts);
      if (delayMs === null) return { state: 'failed', values: { next_attempt_at: null, server_words: outcome.words } };
      const nextAttempt = new Date(now.getTime() + delayMs);
      return { state: 'queued', values: { next_attempt_at: nextAttempt, server_words: outcome.words } };
    }
    case 'permanent':
      return { state: 'failed', values: { next_attempt_at: null, server_words: outcome.words } };
    case 'uncertain':
      return { state: 'uncertain', values: { next_attempt_at: null, server_words: outcome.words } };
    case 'not-started': {
      // no fault of the message: it does not count towards giving up
      const nextAttempt = new Date(now.getTime() + NOT_STARTED_DELAY_MS);
      return { state: 'queued', values: { next_attempt_at: nextAttempt, attempts: attempts - 1 } };
    }
    default:
      return assertNever(outcome);
  }
}

/** Records what became of a claimed message. Nothing, where it is not ours any more. Returns the message's state. */
export async function recordOutcome(
  deps: ServiceDeps,
  claimed: ClaimedMessage,
  outcome: SendOutcome,
): Promise<OutgoingState | null> {
  return inTransaction(deps.db, async (trx) => {
    const held = await trx
      .selectFrom('outgoing_messages')
      .selectAll()
      .where('id', '=', claimed.id)
      .where('state', '=', 'sending')
      .where('claimed_by', '=', deps.instanceId)
      .forUpdate()
      .executeTakeFirst();
    if (held === undefined) return null;
    const now = deps.now();
    const { state, values } = changeFor(outcome, held.attempts, now);
    const data =
      outcome.kind === 'not-started' ? { outcome: outcome.kind, code: outcome.code } : { outcome: outcome.kind };
    await moveOutgoing(trx, now, held, state, { ...values, claimed_by: null }, { actor: 'system', kind: state, data });
    await announceToDesk(trx, held.agent_id);
    // the next message of the conversation may wait in another instance
    await announce(trx, { topic: 'outbox' });
    return state;
  });
}
