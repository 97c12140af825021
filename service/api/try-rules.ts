import type { TryOutcome } from '../../common/contract/configuration/configuration-api';
import type { Configuration, Problem } from '../../common/contract/configuration/configuration';
import { CodedError } from '../../common/contract/errors';
import { checkConfiguration } from '../config/check-configuration';
import { readConfiguration } from '../config/current-configuration';
import type { ServiceDeps } from '../deps';
import { explainInThread } from '../reading/explain-in-thread';

type Deps = Pick<ServiceDeps, 'db' | 'now'>;
type Trial = { source: string; configuration?: unknown; at?: string | undefined };

/**
 * Gives what tries rules on a mail, in a thread as intake does: what is tried may be the very mail that a reader dies of.
 * One trial at a time, whoever asks, because each has the memory of a whole thread.
 */
export function createRuleTrials(deps: Deps): (trial: Trial) => Promise<TryOutcome> {
  let last: Promise<unknown> = Promise.resolve();
  return (trial) => {
    const turn = last.then(() => tryRules(deps, trial));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function tryRules({ db, now }: Deps, { source, configuration, at }: Trial): Promise<TryOutcome> {
  const inForce = (await readConfiguration(db))?.configuration ?? null;
  const tried = toTry(inForce, configuration);
  if ('problems' in tried) return { outcome: 'refused', problems: tried.problems };
  const arrivedAt = at === undefined ? now() : new Date(at);
  const explained = await explainInThread({ source, arrivedAt, configuration: tried.configuration });
  if ('unreadable' in explained) return { outcome: 'unreadable', reason: explained.unreadable };
  return { outcome: 'explained', explanation: explained };
}

function toTry(
  inForce: Configuration | null,
  draft: unknown,
): { configuration: Configuration } | { problems: Problem[] } {
  if (draft !== undefined) return checkConfiguration(draft, inForce);
  if (inForce === null) throw new CodedError('not-found', 'No queue and no entry point are configured yet');
  return { configuration: inForce };
}
