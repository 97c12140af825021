import type { CONDITION_NAMES } from '../../common/contract/configuration/routing-explanation';
import type { Conditions } from '../../common/contract/configuration/rule';
import { AddressPatterns, normalisePattern } from './address-patterns';
import { foldText } from './fold-text';
import { keywordChecks } from './keyword-checks';
import type { MailFacts } from './mail-facts';
import { listed, quoted } from './wording';
import { fitsWildCard } from './wild-card';

/** One condition of a rule, ready to be tried on mails. */
export type Check = {
  condition: (typeof CONDITION_NAMES)[number];
  isMet: (facts: MailFacts) => boolean;
  /** What was met by what, or why it was not: told to a person who asks for an explanation. */
  detail: (facts: MailFacts) => string;
};

/** The conditions of a rule; `groups` are the numbers of its keyword groups. What costs the most comes last. */
export function checksOf(when: Conditions, groups: readonly number[]): Check[] {
  return [
    ...recipients(when.recipients),
    ...senders(when.senders),
    ...isVip(when.isVip),
    ...keywordChecks(when.keywords, groups),
    ...when.headers.map(header),
    ...attachments(when.attachments),
    ...isAutomatic(when.isAutomatic),
    ...officeHours(when.officeHours),
    ...languages(when.languages),
  ];
}

function recipients(patterns: Conditions['recipients']): Check[] {
  if (patterns.length === 0) return [];
  const wanted = patterns.map((written) => ({ written, pattern: normalisePattern(written) }));
  return [
    {
      condition: 'recipients',
      isMet: (facts) => wanted.some(({ pattern }) => facts.recipients.has(pattern)),
      detail: (facts) => {
        const found = wanted.find(({ pattern }) => facts.recipients.has(pattern));
        if (found === undefined) return `no recipient is ${listed(patterns)}`;
        return `${facts.recipients.get(found.pattern) ?? ''} names ${found.written}`;
      },
    },
  ];
}

function senders(condition: Conditions['senders']): Check[] {
  if (condition === null) return [];
  const patterns = new AddressPatterns(condition.patterns);
  const found = (facts: MailFacts): { pattern: string | null; group: string | null } => ({
    pattern: facts.senderAddress === null ? null : patterns.find(facts.senderAddress),
    group: condition.groups.find((group) => facts.memberOf(group) !== null) ?? null,
  });
  return [
    {
      condition: 'senders',
      isMet: (facts) => {
        const { pattern, group } = found(facts);
        return (pattern !== null || group !== null) !== condition.negate;
      },
      detail: (facts) => {
        const { pattern, group } = found(facts);
        const sender = facts.senderAddress ?? 'nobody';
        const exception = condition.negate ? ', which is left out' : '';
        if (pattern !== null) return `the sender ${sender} is ${pattern}${exception}`;
        if (group === null) return `the sender ${sender} is none of those named`;
        const name = facts.lookups.senderGroups.get(group)?.name ?? group;
        return `the sender ${sender} is in group ${name} (${facts.memberOf(group) ?? ''})${exception}`;
      },
    },
  ];
}

function isVip(wanted: boolean | null): Check[] {
  if (wanted === null) return [];
  return [
    {
      condition: 'isVip',
      isMet: ({ vipBy }) => (vipBy !== null) === wanted,
      detail: ({ vipBy }) =>
        vipBy === null ? 'the sender is no important one' : `the sender is an important one (${vipBy})`,
    },
  ];
}

function header({ name, is, value }: Conditions['headers'][number]): Check {
  const lower = name.toLowerCase();
  const wanted = foldText(value).trim();
  const fits: Record<typeof is, (values: readonly string[]) => boolean> = {
    present: (values) => values.length > 0,
    absent: (values) => values.length === 0,
    contains: (values) => values.some((candidate) => candidate.includes(wanted)),
    equals: (values) => values.includes(wanted),
  };
  return {
    condition: 'headers',
    isMet: (facts) => fits[is](facts.header(lower)),
    detail: (facts) => {
      const values = facts.header(lower);
      if (values.length === 0) return `there is no field ${name}`;
      if (is === 'present' || is === 'absent') return `there is a field ${name}`;
      const not = fits[is](values) ? '' : ' not';
      return `${name} does${not} ${is === 'equals' ? 'equal' : 'contain'} ${quoted(value)}`;
    },
  };
}

function attachments(condition: Conditions['attachments']): Check[] {
  if (condition === null) return [];
  const { present, minBytes } = condition;
  const patterns = condition.names.map((name) => foldText(name).trim());
  const isNamed = (name: string): boolean => {
    const folded = foldText(name).trim();
    return patterns.length === 0 || patterns.some((pattern) => fitsWildCard(folded, pattern));
  };
  return [
    {
      condition: 'attachments',
      isMet: ({ mail: { attachments: files } }) => {
        if (files === null) return false;
        const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        return (files.some(({ name }) => isNamed(name)) && bytes >= (minBytes ?? 0)) === present;
      },
      detail: ({ mail: { attachments: files } }) => {
        if (files === null) return 'the body was not read';
        const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        const file = files.find(({ name }) => isNamed(name));
        const what = file === undefined ? 'nothing of the kind is attached' : `${quoted(file.name)} is attached`;
        return minBytes === null ? what : `${what}, ${bytes} octets in all of at least ${minBytes}`;
      },
    },
  ];
}

function languages(wanted: Conditions['languages']): Check[] {
  if (wanted.length === 0) return [];
  return [
    {
      condition: 'languages',
      isMet: (facts) => facts.mail.text !== null && facts.language !== null && wanted.includes(facts.language),
      detail: (facts) => {
        if (facts.mail.text === null) return 'the body was not read';
        return facts.language === null ? 'the text is too short or mixed to say' : `written in ${facts.language}`;
      },
    },
  ];
}

function officeHours(condition: Conditions['officeHours']): Check[] {
  if (condition === null) return [];
  return [
    {
      condition: 'officeHours',
      isMet: (facts) => facts.officeHours(condition.calendar).isOpen === (condition.is === 'open'),
      detail: (facts) => facts.officeHours(condition.calendar).detail,
    },
  ];
}

function isAutomatic(wanted: boolean | null): Check[] {
  if (wanted === null) return [];
  return [
    {
      condition: 'isAutomatic',
      isMet: ({ automatic }) => (automatic !== null) === wanted,
      detail: ({ automatic }) => (automatic === null ? 'no machine shows itself' : `sent by a machine: ${automatic}`),
    },
  ];
}
