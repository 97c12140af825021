import type { KeywordGroup } from '../../common/contract/configuration/rule';
import type { Check } from './conditions';
import type { MailFacts } from './mail-facts';
import { listed, quoted } from './wording';

/** The keyword groups of a rule, by their numbers; those that must be met before those that must not. */
export function keywordChecks(groups: readonly KeywordGroup[], numbers: readonly number[]): Check[] {
  return groups.map((group, index): Check => {
    const number = numbers[index] ?? -1;
    const isWanted = group.join === 'and';
    return {
      condition: 'keywords',
      isMet: ({ lookups }) => lookups.keywords.has(number) === isWanted,
      detail: (facts) => detailOf(group, number, facts),
    };
  });
}

const PLACES = { subject: 'subject', body: 'body', 'subject-or-body': 'subject or body' } as const;

function detailOf(group: KeywordGroup, number: number, { lookups: { keywords }, mail }: MailFacts): string {
  if (keywords.has(number)) {
    const { field, keyword } = keywords.foundBy(number);
    return `${field} has ${quoted(keyword)}${group.join === 'and' ? '' : ', which it must not have'}`;
  }
  const unread = mail.text === null && group.in !== 'subject' ? '; the body was not read' : '';
  return `${PLACES[group.in]} has no ${listed(group.any.map(quoted))}${unread}`;
}
