import type { RoutingExplanation } from '../../common/contract/configuration/routing-explanation';
import type { Results, Rule } from '../../common/contract/configuration/rule';
import { checksOf, type Check } from './conditions';
import type { KeywordGroups } from './keyword-groups';
import type { MailFacts } from './mail-facts';
import { RuleIndex } from './rule-index';

type Trace = RoutingExplanation['rules'];
type CompiledRule = { rule: Rule; groups: number[]; checks: Check[] };

/** All rules in their order. */
export class RuleBook {
  private readonly rules: CompiledRule[];
  private readonly index: RuleIndex;

  /** `keywords` holds the groups of the enabled rules, one rule after the other. */
  constructor(
    rules: readonly Rule[],
    private readonly keywords: KeywordGroups,
  ) {
    let next = 0;
    this.rules = rules.map((rule) => {
      const groups = rule.isEnabled ? rule.when.keywords.map(() => next++) : [];
      return { rule, groups, checks: rule.isEnabled ? checksOf(rule.when, groups) : [] };
    });
    this.index = new RuleIndex(this.rules);
  }

  /**
   * Applies the rules until one stops: what a rule sets, later ones leave. Without a trace only those are tried that may
   * match; with one the others are tried as well, to say what they lack, and never match for that.
   */
  apply(
    facts: MailFacts,
    { isReached, trace }: { isReached: boolean; trace: Trace | null },
  ): { results: Results; ruleIds: string[] } {
    const results: Results = {
      csq: null,
      skill: null,
      priority: null,
      contactType: null,
      autoReply: null,
      close: null,
    };
    const ruleIds: string[] = [];
    const candidates = isReached ? this.candidates(facts) : null;
    let isGoingOn = isReached;
    for (const [number, { rule, checks }] of this.rules.entries()) {
      if (!isGoingOn && trace === null) break;
      const isCandidate = isGoingOn && candidates?.[number] === 1;
      if (!isCandidate && trace === null) continue;
      const conditions: Trace[number]['conditions'] | null = trace === null ? null : [];
      const isTried = rule.isEnabled && isGoingOn;
      const isMatch = isTried && allMet(checks, facts, conditions) && isCandidate;
      trace?.push({
        id: rule.id,
        name: rule.name,
        outcome: outcomeOf(rule, isTried, isMatch),
        conditions: conditions ?? [],
      });
      if (!isMatch) continue;
      ruleIds.push(rule.id);
      fill(results, rule.then);
      isGoingOn = rule.next === 'go-on';
    }
    return { results, ruleIds };
  }

  private candidates(facts: MailFacts): Uint8Array {
    return this.index.candidates(facts, this.keywords.read({ subject: facts.mail.subject, body: facts.mail.text }));
  }
}

/** Goes no further than the first condition that is not met. */
function allMet(checks: readonly Check[], facts: MailFacts, trace: Trace[number]['conditions'] | null): boolean {
  return checks.every(({ condition, isMet, detail }) => {
    const isConditionMet = isMet(facts);
    trace?.push({ condition, isMet: isConditionMet, detail: detail(facts) });
    return isConditionMet;
  });
}

function outcomeOf({ isEnabled }: Rule, isTried: boolean, isMatch: boolean): Trace[number]['outcome'] {
  if (!isEnabled) return 'disabled';
  if (!isTried) return 'not-reached';
  return isMatch ? 'matched' : 'not-matched';
}

/** What is set stays. */
function fill(results: Results, further: Results): void {
  results.csq ??= further.csq;
  results.skill ??= further.skill;
  results.priority ??= further.priority;
  results.contactType ??= further.contactType;
  results.autoReply ??= further.autoReply;
  results.close ??= further.close;
}
