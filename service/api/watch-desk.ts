import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import { deskSnapshot } from '../contacts/desk-snapshot';
import type { Topic } from '../store/topics';
import { lifetimeMs, type ApiDeps, type Caller } from './context';
import { followSession } from './follow-session';
import { Pulse } from './pulse';

/** Queue lengths change with every mail for every desk; nobody sees the difference of a tenth of a second. */
const QUEUES_DELAY_MS = 100;
const RETRY_MS = 500;

/**
 * Gives the snapshot at once and then whenever something of it changed. There is never more than one query in flight
 * and nothing is queued: what changes meanwhile is in the next snapshot. A slow desk skips those in between.
 *
 * @throws CodedError when the session ends
 */
export async function* watchDesk(deps: ApiDeps, caller: Caller, signal: AbortSignal): AsyncGenerator<DeskSnapshot> {
  const { agentId } = caller.session;
  const pulse = new Pulse(signal);
  const session = followSession(deps, caller, { pulse, signal, lifetimeMs: lifetimeMs(deps) });
  let queuesTimer: NodeJS.Timeout | undefined;
  const hear = (topic: Topic): void => {
    if (topic.topic === 'desk' && topic.agentId === agentId) pulse.beat();
    if (topic.topic === 'queues') {
      queuesTimer ??= setTimeout(() => {
        queuesTimer = undefined;
        pulse.beat();
      }, QUEUES_DELAY_MS);
    }
  };
  const unsubscribe = deps.bus.subscribe(hear);
  let shown = '';
  try {
    await deps.desks.enter(agentId);
    while (!signal.aborted) {
      pulse.clear();
      await session.check();
      const snapshot = await readOrNull(deps, agentId);
      if (!snapshot) await pulse.wait(RETRY_MS);
      else {
        const content = JSON.stringify({ ...snapshot, serverTime: '' });
        if (content !== shown) yield snapshot;
        shown = content;
        await session.drained();
        await pulse.wait();
      }
    }
  } finally {
    unsubscribe();
    clearTimeout(queuesTimer);
    session.stop();
    await deps.desks.leave(agentId);
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
