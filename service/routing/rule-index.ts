import type { Rule } from '../../common/contract/configuration/rule';
import { normalisePattern, patternsFor } from './address-patterns';
import type { MailFacts } from './mail-facts';

/** A rule and the numbers of its keyword groups. */
export type NumberedRule = { rule: Rule; groups: readonly number[] };

/** What a rule may be filed under beside keywords, and by which names. */
type Drawer = 'senders' | 'senderGroups' | 'recipients' | 'headers';

/**
 * Which rules may match a mail, found from what the mail has instead of by trying one rule after the other. Each rule is
 * filed under something without which it cannot match: all its keyword groups that must be met, else its senders, its
 * recipients, or the name of a header field. A rule that has nothing of the kind may match any mail.
 */
export class RuleIndex {
  private readonly size: number;
  private readonly always: number[] = [];
  private readonly drawers: Record<Drawer, Map<string, number[]>> = {
    senders: new Map(),
    senderGroups: new Map(),
    recipients: new Map(),
    headers: new Map(),
  };
  /** The rule that must have this group met. */
  private readonly ruleOfGroup = new Map<number, number>();
  private readonly groupsNeeded: Uint8Array;

  constructor(rules: readonly NumberedRule[]) {
    this.size = rules.length;
    this.groupsNeeded = new Uint8Array(rules.length);
    rules.forEach(({ rule, groups }, number) => {
      if (!rule.isEnabled) return;
      const needed = groups.filter((_, index) => rule.when.keywords[index]?.join === 'and');
      this.groupsNeeded[number] = needed.length;
      for (const group of needed) this.ruleOfGroup.set(group, number);
      if (needed.length === 0) this.file(number, rule);
    });
  }

  /** A 1 for each rule that may match; `hits` are the keyword groups that the mail hit. */
  candidates(facts: MailFacts, hits: readonly number[]): Uint8Array {
    const found = new Uint8Array(this.size);
    const met = new Uint8Array(this.size);
    for (const number of this.always) found[number] = 1;
    for (const group of hits) {
      const number = this.ruleOfGroup.get(group);
      if (number === undefined) continue;
      const count = (met[number] ?? 0) + 1;
      met[number] = count;
      if (count === this.groupsNeeded[number]) found[number] = 1;
    }
    for (const [drawer, names] of this.namesIn(facts)) {
      for (const name of names) for (const number of this.drawers[drawer].get(name) ?? []) found[number] = 1;
    }
    return found;
  }

  private file(number: number, rule: Rule): void {
    const places = placesOf(rule);
    if (places.length === 0) this.always.push(number);
    for (const [drawer, name] of places) {
      const numbers = this.drawers[drawer].get(name);
      if (numbers === undefined) this.drawers[drawer].set(name, [number]);
      else numbers.push(number);
    }
  }

  /** What the mail has of that which rules are filed under. */
  private namesIn(facts: MailFacts): [Drawer, Iterable<string>][] {
    const { senders, senderGroups, recipients, headers } = this.drawers;
    return [
      ['senders', senders.size === 0 || facts.senderAddress === null ? [] : patternsFor(facts.senderAddress)],
      ['senderGroups', [...senderGroups.keys()].filter((group) => facts.memberOf(group) !== null)],
      ['recipients', recipients.size === 0 ? [] : facts.recipients.keys()],
      ['headers', headers.size === 0 ? [] : facts.mail.fields.map(({ name }) => name)],
    ];
  }
}

/** Where a rule is filed that waits for no keyword; nowhere: it may match any mail. */
function placesOf({ when: { senders, recipients, headers } }: Rule): [Drawer, string][] {
  if (senders !== null && !senders.negate && senders.patterns.length + senders.groups.length > 0) {
    return [
      ...senders.patterns.map((pattern): [Drawer, string] => ['senders', normalisePattern(pattern)]),
      ...senders.groups.map((group): [Drawer, string] => ['senderGroups', group]),
    ];
  }
  if (recipients.length > 0) return recipients.map((pattern) => ['recipients', normalisePattern(pattern)]);
  const header = headers.find(({ is }) => is !== 'absent');
  return header === undefined ? [] : [['headers', header.name.toLowerCase()]];
}
