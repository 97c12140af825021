import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../common/contract/errors';
import type { ServiceDeps } from '../deps';
import { mailErrorCode } from '../mail-store/mail-error';
import type { SendOutcome } from '../mail-store/send-outcome';
import type { StoreFolder } from '../mail-store/store-folder';
import { checkMessage } from './check-message';
import type { ClaimedMessage } from './claim';
import { fileInSent } from './file-in-sent';
import { locate } from './locate';
import type { OutboxPorts } from './ports';
import { recordDataStart, recordOutcome } from './record-outcome';

/** Between two tries to record an outcome: the database will be back, and the outcome is known to nobody else. */
const RECORD_RETRY_MS = 500;

/** Takes one claimed message through all its steps. Rejects only where filing failed, which is done again later. */
export async function sendMessage(
  deps: ServiceDeps,
  ports: OutboxPorts,
  claimed: ClaimedMessage,
  stopping: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const outcome = await attempt(deps, ports, claimed);
  // died here, or stopped while the database was away: `sending` with `data_started_at` is uncertain at the next start
  const state = await recordSurely(deps, claimed, outcome, stopping);
  const ms = Math.round(performance.now() - startedAt);
  deps.log.info({ outgoingId: claimed.id, outcome: outcome.kind, attempts: claimed.attempts, ms }, 'message sent on');
  if (state === 'sent') await fileInSent(deps, ports, { ...claimed, state }, false);
}

async function attempt(deps: ServiceDeps, ports: OutboxPorts, claimed: ClaimedMessage): Promise<SendOutcome> {
  let raw: Buffer | null;
  try {
    raw = await ports.store.withFolder((outbox) => fetchFromOutbox(outbox, claimed));
  } catch (error) {
    const code = mailErrorCode(error) ?? 'internal';
    if (code === 'mail-too-large') return { kind: 'permanent', words: 'Not sent: the message is over 100 MB.' };
    return { kind: 'not-started', code };
  }
  if (raw === null) return { kind: 'permanent', words: 'Not sent: the message is no longer in the Outbox.' };
  const { message_id: messageId, entryPointAddress } = claimed;
  const expected = { messageId, entryPointAddress, isAutomatic: claimed.automatic_template !== null };
  const checked = checkMessage(raw, expected);
  if (!checked.isSendable) return { kind: 'permanent', words: checked.words };
  return ports.smtp.send(checked.message, () => recordDataStart(deps, claimed));
}

async function fetchFromOutbox(outbox: StoreFolder, claimed: ClaimedMessage): Promise<Buffer | null> {
  const look = async (): Promise<Buffer | null> => {
    const uid = await locate(outbox, claimed);
    return uid === null ? null : outbox.fetchMessage(uid);
  };
  const found = await look();
  if (found !== null) return found;
  // the desk told us before this connection's view of the folder had it
  await outbox.refresh();
  const foundNow = (await look()) ?? (await foundElsewhere(outbox, claimed));
  return foundNow;
}

/** The place that the database names may be stale: a client moved the message away and back, which gave it a new UID. */
async function foundElsewhere(outbox: StoreFolder, claimed: ClaimedMessage): Promise<Buffer | null> {
  const [uid] = await outbox.findByMessageId(claimed.message_id);
  return uid === undefined || uid === claimed.uid ? null : outbox.fetchMessage(uid);
}

async function recordSurely(
  deps: ServiceDeps,
  claimed: ClaimedMessage,
  outcome: SendOutcome,
  stopping: AbortSignal,
): ReturnType<typeof recordOutcome> {
  for (;;) {
    try {
      return await recordOutcome(deps, claimed, outcome);
    } catch (error) {
      deps.log.error({ err: error, outgoingId: claimed.id, outcome: outcome.kind }, 'an outcome could not be recorded');
      if (stopping.aborted)
        throw new CodedError('cancelled', 'stopped before an outcome was recorded', { cause: error });
      await delay(RECORD_RETRY_MS);
    }
  }
}
