import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import { deskSnapshot } from '../contacts/desk-snapshot';
import { checkSession } from '../identity/sessions';
import type { Topic } from '../store/topics';
import { lifetimeMs, type ApiDeps, type Caller } from './context';
import { Pulse } from './pulse';

/** Queue lengths change with every mail for every desk; nobody sees the difference of a tenth of a second. */
const QUEUES_DELAY_MS = 100;
/** A watching desk is in use: its session is looked at and prolonged. */
const SESSION_CHECK_MS = 60_000;
const RETRY_MS = 500;
/** Octets that may wait for a slow desk before it has to skip snapshots. */
const BACKLOG_LIMIT = 256 * 1024;

/**
 * Gives the snapshot at once and then whenever something of it changed. There is never more than one query in flight
 * and nothing is queued: what changes meanwhile is in the next snapshot. A slow desk skips those in between.
 *
 * @throws CodedError when the session ends
 */
export async function* watchDesk(
  deps: ApiDeps,
  { session, connection }: Caller,
  signal: AbortSignal,
): AsyncGenerator<DeskSnapshot> {
  const pulse = new Pulse(signal);
  let mustCheckSession = false;
  let queuesTimer: NodeJS.Timeout | undefined;
  const checkLater = (): void => {
    mustCheckSession = true;
    pulse.beat();
  };
  const hear = (topic: Topic): void => {
    if (topic.topic === 'desk' && topic.agentId === session.agentId) pulse.beat();
    if (topic.topic === 'queues') {
      queuesTimer ??= setTimeout(() => {
        queuesTimer = undefined;
        pulse.beat();
      }, QUEUES_DELAY_MS);
    }
    if (topic.topic === 'resync') checkLater();
    if (topic.topic === 'session-ended' && topic.agentId === session.agentId) checkLater();
  };
  const unsubscribe = deps.bus.subscribe(hear);
  const checkTimer = setInterval(checkLater, SESSION_CHECK_MS);
  let shown = '';
  try {
    await deps.desks.enter(session.agentId);
    while (!signal.aborted) {
      pulse.clear();
      if (mustCheckSession) {
        mustCheckSession = false;
        await checkSession(deps, session.id, lifetimeMs(deps));
      }
      const snapshot = await readOrNull(deps, session.agentId);
      if (!snapshot) await pulse.wait(RETRY_MS);
      else {
        const content = JSON.stringify({ ...snapshot, serverTime: '' });
        if (content !== shown) yield snapshot;
        shown = content;
        while (connection.socket.bufferedAmount > BACKLOG_LIMIT && !signal.aborted) await pulse.pause(50);
        await pulse.wait();
      }
    }
  } finally {
    unsubscribe();
    clearTimeout(queuesTimer);
    clearInterval(checkTimer);
    await deps.desks.leave(session.agentId);
  }
}

/** A database that restarts must not end the watch: the desk keeps what it shows, and gets the next snapshot later. */
async function readOrNull(deps: ApiDeps, agentId: Caller['session']['agentId']): Promise<DeskSnapshot | null> {
  try {
    return await deskSnapshot(deps, agentId);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    deps.log.warn({ err: error, agentId }, 'a snapshot could not be read');
    return null;
  }
}
