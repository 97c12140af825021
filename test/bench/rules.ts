import { isDeepStrictEqual } from 'node:util';
import { compileRouting } from '../../service/routing/compile-routing';
import type { RoutableMail } from '../../service/routing/compile-routing';
import { routingConfiguration } from '../builders/routing';
import { countOption, percentile, type RunResult } from '../support/measured-run';
import { mailsOfADay, rulesOfASite } from './rules-material';
import { matchingRules } from './rules-reference';

const MAIL_BYTES = 5 * 1024;
const GOAL_P95_MS = 2;
/** Of the time for 1,000 rules over that for 100: less than linear. */
const GOAL_GROWTH = 10;
const ARRIVED_AT = new Date('2026-03-02T09:00:00Z');

/** On a machine that does other things too, a mail's time is the median of several passes. */
const PASSES = 5;

type Measured = { compileMs: number; timesMs: number[]; matches: number; wrong: number };

/**
 * How long a mail of 5 KB takes to be routed by 10, 100 and 1,000 rules of three keyword groups each, in one run; every
 * route is compared with that of trying each rule. `--mails N` (1,000), `--relax F` (1) multiplies what is allowed.
 */
export function rules(options: Map<string, string>): Promise<RunResult> {
  const relax = Number(options.get('relax') ?? 1);
  const mails = mailsOfADay(countOption(options, 'mails', 1000), MAIL_BYTES);
  const [ten, hundred, thousand] = [measure(10, mails), measure(100, mails), measure(1000, mails)];
  const wrong = ten.wrong + hundred.wrong + thousand.wrong;
  const growth = total(thousand) / total(hundred);
  const p95Ms = percentile(thousand.timesMs, 95);
  const [allowedMs, allowedGrowth] = [GOAL_P95_MS * relax, GOAL_GROWTH * relax];
  return Promise.resolve({
    name: 'rules',
    ok: wrong === 0 && p95Ms <= allowedMs && growth < allowedGrowth,
    goal: `all routes right, p95 of 1,000 rules ≤ ${allowedMs} ms a mail, and less than ${allowedGrowth} times the time of 100 rules`,
    figures: {
      mails: mails.length,
      ...figuresOf('rules10', ten),
      ...figuresOf('rules100', hundred),
      ...figuresOf('rules1000', thousand),
      growth10To100: round(total(hundred) / total(ten)),
      growth100To1000: round(growth),
      compile1000Ms: Math.round(thousand.compileMs),
      routesThatAreWrong: wrong,
    },
  });
}

function measure(count: number, mails: readonly RoutableMail[]): Measured {
  const configuration = routingConfiguration({ rules: rulesOfASite(count) });
  const startedAt = performance.now();
  const { route } = compileRouting(configuration);
  const compileMs = performance.now() - startedAt;
  const found = mails.map((mail) => route(mail, ARRIVED_AT).ruleIds);
  const passes = Array.from({ length: PASSES }, () =>
    mails.map((mail) => {
      const mailAt = performance.now();
      route(mail, ARRIVED_AT);
      return performance.now() - mailAt;
    }),
  );
  return {
    compileMs,
    timesMs: mails.map((_, at) =>
      percentile(
        passes.map((times) => times[at] ?? Infinity),
        50,
      ),
    ),
    matches: found.reduce((sum, ids) => sum + ids.length, 0),
    wrong: mails.filter((mail, at) => !isDeepStrictEqual(found[at], matchingRules(configuration, mail))).length,
  };
}

function figuresOf(name: string, { timesMs, matches }: Measured): Record<string, number> {
  return {
    [`${name}P50Ms`]: round(percentile(timesMs, 50)),
    [`${name}P95Ms`]: round(percentile(timesMs, 95)),
    [`${name}P99Ms`]: round(percentile(timesMs, 99)),
    [`${name}MatchesAMail`]: round(matches / timesMs.length),
  };
}

function total({ timesMs }: Measured): number {
  return timesMs.reduce((sum, ms) => sum + ms, 0);
}

function round(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}
