import type { IntakeView } from '../../common/contract/intake';
import { lifetimeMs, type ApiDeps, type Caller } from './context';
import { followSession } from './follow-session';
import { intakeFigures, intakeView } from './intake-view';
import { Pulse } from './pulse';

/** The figures are in memory and cost nothing to look at; the database is asked only when they, or the list, changed. */
const LOOK_MS = 1000;
/** Under load the figures change with every mail; the ledger is not counted more often than this. */
const MIN_INTERVAL_MS = 500;

/**
 * Gives the view at once and then whenever something of it changed, at most twice a second. Nothing is queued: a slow
 * desk skips those in between.
 *
 * @throws CodedError when the session ends
 */
export async function* watchIntake(deps: ApiDeps, caller: Caller, signal: AbortSignal): AsyncGenerator<IntakeView> {
  const pulse = new Pulse(signal);
  let mustRead = true;
  const session = followSession(deps, caller, { pulse, signal, lifetimeMs: lifetimeMs(deps) });
  const unsubscribe = deps.bus.subscribe((topic) => {
    if (topic.topic === 'intake' || topic.topic === 'resync') {
      mustRead = true;
      pulse.beat();
    }
  });
  let figures = '';
  let shown = '';
  try {
    while (!signal.aborted) {
      pulse.clear();
      await session.check();
      const figuresNow = JSON.stringify(intakeFigures(deps));
      if (mustRead || figuresNow !== figures) {
        mustRead = false;
        figures = figuresNow;
        const view = await viewOrNull(deps);
        mustRead ||= view === null;
        const content = JSON.stringify(view);
        if (view !== null && content !== shown) yield view;
        if (view !== null) shown = content;
        await session.drained();
        await pulse.pause(MIN_INTERVAL_MS);
      }
      await pulse.wait(LOOK_MS - MIN_INTERVAL_MS);
    }
  } finally {
    unsubscribe();
    session.stop();
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
