import type { ServiceDeps } from '../deps';
import { checkSession, type Session } from '../identity/sessions';
import type { DeskConnection } from './context';
import type { Pulse } from './pulse';

/** A watching desk is in use: its session is looked at and prolonged. */
const SESSION_CHECK_MS = 60_000;
/** Octets that may wait for a slow desk before it has to skip what comes next. */
const BACKLOG_LIMIT = 256 * 1024;

/** What every watch of a desk has to do beside telling what changed. */
export type FollowedSession = {
  /** @throws CodedError when the session has ended; asks the database only from time to time, or where topics say so. */
  check: () => Promise<void>;
  /** Resolves when the desk has taken most of what was sent to it. */
  drained: () => Promise<void>;
  stop: () => void;
};

/** Follows the session of a watch, and beats its pulse when there is reason to look at it. */
export function followSession(
  deps: ServiceDeps,
  { session, connection }: { session: Session; connection: DeskConnection },
  watch: { pulse: Pulse; signal: AbortSignal; lifetimeMs: number },
): FollowedSession {
  const { pulse, signal } = watch;
  let mustCheck = false;
  const checkLater = (): void => {
    mustCheck = true;
    pulse.beat();
  };
  const unsubscribe = deps.bus.subscribe((topic) => {
    const isEnded = topic.topic === 'session-ended' && topic.agentId === session.agentId;
    if (isEnded || topic.topic === 'resync') checkLater();
  });
  const timer = setInterval(checkLater, SESSION_CHECK_MS);
  return {
    check: async () => {
      if (!mustCheck) return;
      mustCheck = false;
      await checkSession(deps, session.id, watch.lifetimeMs);
    },
    drained: async () => {
      while (connection.socket.bufferedAmount > BACKLOG_LIMIT && !signal.aborted) await pulse.pause(50);
    },
    stop: () => {
      unsubscribe();
      clearInterval(timer);
    },
  };
}
