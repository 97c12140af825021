import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Configuration, ConfigurationInput } from '../../common/contract/configuration/configuration';
import type { Rule } from '../../common/contract/configuration/rule';
import { CSQ, routableMail, routingConfiguration } from '../../test/builders/routing';
import { readHeader } from '../reading/read-header';
import { compileRouting, type RoutableMail } from './compile-routing';

const AT = new Date('2026-03-02T09:00:00Z');
const WORDS = ['refund', 'order', 'zwrot', 'iade', 'späť', 'cash back', '환불'];
const SENDERS = ['a@one.example', 'b@one.example', 'a@eu.two.example', 'a@two.example', 'c@three.example'];

const subset = <T>(values: readonly T[], maxLength = 3) =>
  fc.subarray([...values], { maxLength: Math.min(maxLength, values.length) });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
const patterns = subset(['a@one.example', 'one.example', '*.two.example', 'two.example', '*.one.example']);

const conditions = fc.record({
  recipients: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    subset(['support@example.com', 'sales@example.com', 'other@else.example', 'support+x@example.com']),
  ),
  senders: orNull(fc.record({ patterns, groups: subset(['g', 'h']), negate: fc.boolean() })),
  isVip: orNull(fc.boolean()),
  keywords: fc.array(
    fc.record({
      join: fc.constantFrom('and' as const, 'and-not' as const),
      in: fc.constantFrom('subject' as const, 'body' as const, 'subject-or-body' as const),
      any: fc.array(fc.constantFrom(...WORDS, ...WORDS.map((word) => `${word}*`), 'ord*', '*und'), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { maxLength: 3 },
  ),
  headers: fc.array(
    fc.record({
      name: fc.constantFrom('X-A', 'x-b'),
      is: fc.constantFrom('present' as const, 'absent' as const, 'contains' as const, 'equals' as const),
      value: fc.constantFrom('yes', 'no'),
    }),
    { maxLength: 2 },
  ),
  attachments: orNull(fc.record({ present: fc.boolean(), names: subset(['*.pdf', 'a*']) })),
  isAutomatic: orNull(fc.boolean()),
});
const results = fc.record({
  csq: orNull(fc.constantFrom(...Object.values(CSQ))),
  priority: orNull(fc.integer({ min: 1, max: 10 })),
  close: orNull(fc.constant('blocked-sender')),
});
const configurations = fc
  .record({
    rules: fc.array(
      fc.record({
        isEnabled: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
        when: conditions,
        then: results,
        next: fc.constantFrom('stop' as const, 'go-on' as const),
      }),
      { maxLength: 8 },
    ),
    blocked: subset(['c@three.example'], 1),
    vip: patterns,
    members: fc.tuple(patterns, patterns),
  })
  .map(({ rules, blocked, vip, members: [g, h] }): Partial<ConfigurationInput> => ({
    rules: rules.map((rule, number) => ({ ...rule, id: `r${number}`, name: `Rule ${number}` })),
    senderLists: { blocked, vip },
    senderGroups: [
      { id: 'g', name: 'G', members: g },
      { id: 'h', name: 'H', members: h },
    ],
  }));

const words = fc.array(
  fc.constantFrom(...WORDS, 'Refunds', 'reorder', 'İADE', 'CASH\n BACK', 'SPÄŤ', '환불을', 'the', '-'),
  {
    maxLength: 6,
  },
);
const mails = fc
  .record({
    from: orNull(fc.constantFrom(...SENDERS)),
    subject: words.map((list) => list.join(' ')),
    text: orNull(words.map((list) => list.join(', '))),
    attachments: orNull(subset(['a.pdf', 'b.pdf', 'a.txt', 'c.txt'], 2)),
    to: subset(['support@example.com', 'Sales+y@Example.com', 'other@else.example', 'support+x@example.com'], 2),
    fields: subset(['X-A: Yes', 'X-A: no', 'X-B: oh yes', 'Precedence: bulk'], 2),
  })
  .map(({ attachments, to, fields, ...mail }) =>
    routableMail({
      ...mail,
      header: [...fields, `To: ${to.join(', ')}`].join('\n'),
      attachments: attachments?.map((name) => ({ name, type: 'x/y', sizeBytes: 1 })) ?? null,
    }),
  );

describe('compiled rules', () => {
  it('do what trying one after the other does, and explanations say the same', () => {
    fc.assert(
      fc.property(configurations, fc.array(mails, { minLength: 1, maxLength: 4 }), (parts, several) => {
        const configuration = routingConfiguration(parts);
        const { route, explain } = compileRouting(configuration);
        for (const mail of several) {
          const routed = route(mail, AT);
          expect(routed.ruleIds).toEqual(oneAfterTheOther(configuration, mail));
          const explained = explain(mail, AT);
          expect(explained.route).toEqual(routed);
          for (const { id, outcome, conditions: tried } of explained.rules) {
            expect(outcome === 'matched').toBe(routed.ruleIds.includes(id));
            // why not: everything before was met, and the last one was not
            const met = tried.map(({ isMet }) => isMet);
            if (outcome === 'not-matched') expect(met).toEqual([...met.slice(0, -1).map(() => true), false]);
            else expect(met).not.toContain(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** The rules that match, found as plainly as can be. */
function oneAfterTheOther(configuration: Configuration, mail: RoutableMail): string[] {
  const isOn = (list: readonly string[]): boolean => {
    const sender = mail.sender?.address;
    return list.some((pattern) => {
      if (sender === undefined || pattern.includes('@')) return sender === pattern;
      const domain = sender.split('@')[1] ?? '';
      return domain === pattern.replace('*.', '') || (pattern.startsWith('*') && domain.endsWith(pattern.slice(1)));
    });
  };
  if (isOn(configuration.senderLists.blocked)) return [];
  const matched: string[] = [];
  for (const rule of configuration.rules) {
    if (!rule.isEnabled || !isMatch(rule, configuration, mail, isOn)) continue;
    matched.push(rule.id);
    if (rule.next === 'stop') break;
  }
  return matched;
}

function isMatch(
  { when }: Rule,
  configuration: Configuration,
  mail: RoutableMail,
  isOn: (list: string[]) => boolean,
): boolean {
  const to =
    mail.fields
      .find(({ name }) => name === 'to')
      ?.value.toLowerCase()
      .split(', ') ?? [];
  const members = configuration.senderGroups
    .filter(({ id }) => when.senders?.groups.includes(id))
    .flatMap((group) => group.members);
  const files = mail.attachments?.map(({ name }) => name);
  return [
    when.recipients.length === 0 ||
      when.recipients.some((one) => to.some((address) => address === one || address.replace(/\+.*@/, '@') === one)),
    isOn([...(when.senders?.patterns ?? []), ...members]) !== when.senders?.negate,
    when.isVip === null || isOn(configuration.senderLists.vip) === when.isVip,
    ...when.keywords.map((group) => hasAny(group, mail) === (group.join === 'and')),
    ...when.headers.map(({ name, is, value }) => {
      const values = mail.fields
        .filter((field) => field.name === name.toLowerCase())
        .map((field) => field.value.toLowerCase());
      if (is === 'absent') return values.length === 0;
      return values.some((candidate) =>
        is === 'equals' ? candidate === value : is === 'present' || candidate.includes(value),
      );
    }),
    when.attachments === null || (files !== undefined && hasFile(when.attachments, files)),
    when.isAutomatic === null || mail.fields.some(({ name }) => name === 'precedence') === when.isAutomatic,
  ].every(Boolean);
}

function hasFile({ names, present }: NonNullable<Rule['when']['attachments']>, files: string[]): boolean {
  const isNamed = (file: string): boolean =>
    names.length === 0 || names.some((name) => (name === 'a*' ? file.startsWith('a') : file.endsWith('.pdf')));
  return files.some(isNamed) === present;
}

function hasAny(group: Rule['when']['keywords'][number], mail: RoutableMail): boolean {
  const places = [group.in === 'body' ? '' : mail.subject, group.in === 'subject' ? '' : (mail.text ?? '')];
  return places.some((place) => {
    const text = ` ${place
      .toLowerCase()
      .replaceAll('i\u0307', 'i')
      .split(/[\s,-]+/)
      .join(' ')} `;
    return group.any.some((keyword) => {
      const core = keyword.replaceAll('*', '');
      const before = keyword.startsWith('*') || core === '환불' ? '' : ' ';
      const after = keyword.endsWith('*') || core === '환불' ? '' : ' ';
      return text.includes(before + core + after);
    });
  });
}

const CONFIGURATION = routingConfiguration({
  rules: [
    {
      id: 'refund',
      name: 'Refund',
      when: { keywords: [{ in: 'subject', any: ['zwrot pieniędzy'] }] },
      then: { csq: CSQ.spare },
    },
    {
      id: 'bulk',
      name: 'Bulk',
      when: { headers: [{ name: 'X-Shop', is: 'contains', value: 'very large' }] },
      then: { priority: 9 },
    },
    { id: 'anna', name: 'Anna', when: { senders: { patterns: ['customer.example'] } }, then: { priority: 1 } },
  ],
});

describe('the same mail in other words', () => {
  /** Groups of fields; fields of one name keep their order, because that is the order of the servers. */
  const FIELDS: Record<string, readonly string[]> = {
    Received: ['from a by b for <first@else.example>; Mon', 'from c by d for <sales@example.com>; Mon'],
    'Delivered-To': ['account@mail.example'],
    'X-Original-To': ['info+x@else.example'],
    To: ['"Some, Body" <support@example.com>, x@else.example'],
    Cc: ['Team: a@b.example, c@d.example;'],
    From: ['Anna <anna@Customer.example>'],
    Subject: ['Proszę o zwrot pieniędzy'],
    'X-Shop': ['a very large shop'],
    Date: ['Mon, 2 Mar 2026 10:00:00 +0100'],
  };
  const compiled = compileRouting(CONFIGURATION);
  const routeOf = (header: string): unknown => {
    const { fields, sender, subject } = readHeader(Buffer.from(header));
    return compiled.route({ fields, sender, subject, text: null, attachments: null }, AT);
  };
  const recased = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((upper) =>
        Array.from(text, (char, index) => (upper[index] ? char.toUpperCase() : char.toLowerCase())).join(''),
      );
  const refolded = (text: string) => {
    const pieces = text.split(' ');
    const folds = fc.constantFrom(' ', '\r\n ', '\r\n\t', '\n   ', '  ');
    return fc
      .array(folds, { minLength: pieces.length, maxLength: pieces.length })
      .map((chosen) =>
        pieces.map((piece, index) => piece + (index + 1 < pieces.length ? (chosen[index] ?? ' ') : '')).join(''),
      );
  };
  const variantOf = (names: readonly string[]) => {
    const perName = names.map((name) => {
      const lines = (FIELDS[name] ?? []).map((value) =>
        fc
          .tuple(recased(name), fc.constantFrom(': ', ':', ' : ', ':\r\n '), recased(value).chain(refolded))
          .map((parts) => parts.join('')),
      );
      return fc.tuple(...lines);
    });
    return fc
      .tuple(...perName)
      .chain((groups) =>
        fc.shuffledSubarray(groups, { minLength: groups.length }).map((shuffled) => shuffled.flat().join('\r\n')),
      );
  };

  it.each<[string[]]>([
    [Object.keys(FIELDS)],
    [Object.keys(FIELDS).filter((name) => name !== 'Received')],
    [Object.keys(FIELDS).filter((name) => name !== 'Subject')],
    [['Cc', 'X-Shop', 'Date']],
  ])('goes to the same queue whatever order, case and folding of %j', (names) => {
    const plain = names.flatMap((name) => (FIELDS[name] ?? []).map((value) => `${name}: ${value}`)).join('\r\n');
    const expected = routeOf(plain);
    fc.assert(
      fc.property(variantOf(names), (variant) => {
        expect(routeOf(variant)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('is told apart by what counts', () => {
    expect(routeOf('Delivered-To: sales@example.com\nTo: support@example.com')).toMatchObject({ csqId: CSQ.sales });
    expect(routeOf('To: support@example.com\nSubject: zwrot pieniędzy')).toMatchObject({ csqId: CSQ.spare });
    expect(routeOf('To: support@example.com\nX-Shop: a VERY\n large one')).toMatchObject({ priority: 9 });
  });
});
