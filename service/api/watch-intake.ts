import type { IntakeView } from '../../common/contract/intake';
import { checkSession } from '../identity/sessions';
import type { Topic } from '../store/topics';
import { lifetimeMs, type ApiDeps, type Caller } from './context';
import { intakeFigures, intakeView } from './intake-view';
import { Pulse } from './pulse';

/** The figures are in memory and cost nothing to look at; the database is asked only when they, or the list, changed. */
const LOOK_MS = 1000;
/** Under load the figures change with every mail; the ledger is not counted more often than this. */
const MIN_INTERVAL_MS = 500;
const SESSION_CHECK_MS = 60_000;
/** Octets that may wait for a slow desk before it has to skip views. */
const BACKLOG_LIMIT = 256 * 1024;

/**
 * Gives the view at once and then whenever something of it changed, at most twice a second. Nothing is queued: a slow
 * desk skips those in between.
 *
 * @throws CodedError when the session ends
 */
export async function* watchIntake(
  deps: ApiDeps,
  { session, connection }: Caller,
  signal: AbortSignal,
): AsyncGenerator<IntakeView> {
  const pulse = new Pulse(signal);
  let mustRead = true;
  let mustCheckSession = false;
  const checkLater = (): void => {
    mustCheckSession = true;
    pulse.beat();
  };
  const unsubscribe = deps.bus.subscribe((topic: Topic) => {
    if (topic.topic === 'session-ended' && topic.agentId === session.agentId) checkLater();
    if (topic.topic === 'resync') mustCheckSession = true;
    if (topic.topic === 'intake' || topic.topic === 'resync') {
      mustRead = true;
      pulse.beat();
    }
  });
  const checkTimer = setInterval(checkLater, SESSION_CHECK_MS);
  let figures = '';
  let shown = '';
  try {
    while (!signal.aborted) {
      pulse.clear();
      if (mustCheckSession) {
        mustCheckSession = false;
        await checkSession(deps, session.id, lifetimeMs(deps));
      }
      const figuresNow = JSON.stringify(intakeFigures(deps));
      if (mustRead || figuresNow !== figures) {
        mustRead = false;
        figures = figuresNow;
        const view = await viewOrNull(deps);
        mustRead ||= view === null;
        const content = JSON.stringify(view);
        if (view !== null && content !== shown) yield view;
        if (view !== null) shown = content;
        while (connection.socket.bufferedAmount > BACKLOG_LIMIT && !signal.aborted) await pulse.pause(50);
        await pulse.pause(MIN_INTERVAL_MS);
      }
      await pulse.wait(LOOK_MS - MIN_INTERVAL_MS);
    }
  } finally {
    unsubscribe();
    clearInterval(checkTimer);
  }
}

/** A database that restarts must not end the watch. */
async function viewOrNull(deps: ApiDeps): Promise<IntakeView | null> {
  try {
    return await intakeView(deps);
  } catch (error) {
    deps.log.warn({ err: error }, 'the figures of intake could not be read');
    return null;
  }
}
