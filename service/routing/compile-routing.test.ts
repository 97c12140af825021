import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../common/contract/configuration/configuration';
import { CSQ, ENTRY_POINT, routableMail, routingConfiguration } from '../../test/builders/routing';
import { compileRouting } from './compile-routing';

type RuleInput = NonNullable<ConfigurationInput['rules']>[number];
type When = NonNullable<RuleInput['when']>;

/** Monday, 10:00 in Warsaw. */
const MONDAY = new Date('2026-03-02T09:00:00Z');
const SUNDAY = new Date('2026-03-01T09:12:00Z');

const NAMES = {
  skills: [
    { id: 'billing', name: 'Billing' },
    { id: 'english', name: 'English' },
  ],
  contactTypes: [{ id: 'complaint', name: 'Complaint' }],
  templates: [{ id: 'thanks', name: 'Thanks', text: 'Thank you.' }],
  closeReasons: [
    { id: 'blocked-sender', name: 'Blocked' },
    { id: 'spam', name: 'Spam' },
  ],
  senderGroups: [{ id: 'partners', name: 'Partners', members: ['*.partner.example', 'pia@freemail.example'] }],
  calendars: [
    {
      id: 'office',
      name: 'Office',
      timeZone: 'Europe/Warsaw',
      week: [{ days: ['mon' as const], from: '09:00', to: '17:00' }],
    },
  ],
};

const rule = (id: string, when: When, parts: Partial<RuleInput> = {}): RuleInput => ({
  id,
  name: `Rule ${id}`,
  when,
  ...parts,
});
const routing = (rules: RuleInput[], parts: Partial<ConfigurationInput> = {}) =>
  compileRouting(routingConfiguration({ ...NAMES, rules, ...parts }));

describe('results', () => {
  it('are those of the default rule where none matches', () => {
    const mail = routableMail({ header: 'To: sales@example.com' });
    expect(
      routing([rule('a', { isVip: true })], { defaultRule: { skill: 'english', priority: 4 } }).route(mail, MONDAY),
    ).toEqual({
      csqId: CSQ.sales,
      entryPointId: ENTRY_POINT.sales,
      warning: null,
      skill: 'english',
      priority: 4,
      contactType: null,
      autoReply: null,
      close: null,
      isVip: false,
      ruleIds: [],
    });
  });

  it('of an earlier rule stay, later ones fill what is left, and a rule that stops ends it', () => {
    const rules = [
      rule('first', {}, { then: { priority: 2, skill: 'billing' }, next: 'go-on' }),
      rule('off', {}, { then: { close: 'spam' }, isEnabled: false }),
      rule('second', {}, { then: { priority: 9, csq: CSQ.spare, autoReply: 'thanks' }, next: 'stop' }),
      rule('third', {}, { then: { contactType: 'complaint' } }),
    ];
    const route = routing(rules).route(routableMail(), MONDAY);
    expect(route).toMatchObject({ priority: 2, skill: 'billing', csqId: CSQ.spare, autoReply: 'thanks', close: null });
    expect(route).toMatchObject({ contactType: null, entryPointId: ENTRY_POINT.support, ruleIds: ['first', 'second'] });
  });

  it('put a mail to nobody we know into the default queue, with a warning', () => {
    const mail = routableMail({ header: 'To: x@else.example' });
    expect(routing([]).route(mail, MONDAY)).toMatchObject({ csqId: CSQ.support, warning: 'no-known-recipient' });
    expect(routing([]).explain(mail, MONDAY).recipient).toEqual({ field: null, address: null });
  });
});

describe('sender lists', () => {
  const lists = {
    blocked: ['*.spam.example'],
    blockedReason: 'spam',
    vip: ['queen@palace.example', 'spam.example'],
    vipPriority: 2,
  };

  it('close what blocked senders write, and look at no rule', () => {
    const { route, explain } = routing([rule('a', {}, { then: { csq: CSQ.spare, autoReply: 'thanks' } })], {
      senderLists: lists,
    });
    const mail = routableMail({ from: 'x@deep.spam.example' });
    expect(route(mail, MONDAY)).toMatchObject({ close: 'spam', csqId: CSQ.support, autoReply: null, ruleIds: [] });
    expect(explain(mail, MONDAY)).toMatchObject({
      blockedBy: '*.spam.example',
      rules: [{ id: 'a', outcome: 'not-reached', conditions: [] }],
    });
  });

  it('give important senders their priority, unless a rule sets one', () => {
    const mail = routableMail({ from: 'queen@palace.example' });
    expect(routing([], { senderLists: lists }).route(mail, MONDAY)).toMatchObject({ isVip: true, priority: 2 });
    const rules = [rule('a', { isVip: true }, { then: { priority: 7 } })];
    expect(routing(rules, { senderLists: lists }).route(mail, MONDAY).priority).toBe(7);
    expect(routing([], { senderLists: { ...lists, vipPriority: null } }).route(mail, MONDAY).priority).toBe(3);
  });

  it('know both forms of an international domain', () => {
    const { route } = routing([], { senderLists: { vip: ['müller.example'] } });
    expect(route(routableMail({ from: 'anna@xn--mller-kva.example' }), MONDAY).isVip).toBe(true);
  });
});

describe('conditions', () => {
  const header = (text: string) => routableMail({ header: `To: support@example.com\n${text}` });
  const files = (...names: string[]) =>
    routableMail({ attachments: names.map((name) => ({ name, type: 'x/y', sizeBytes: 1000 })) });
  const text = (words: string) => routableMail({ text: words });
  const polish = text(
    'Dzień dobry, proszę o zwrot pieniędzy za moje zamówienie.\n\nOn Monday, Ben wrote:\n> We shall look into your order as soon as we can.',
  );

  it.each<[string, When, ReturnType<typeof routableMail>, boolean, string]>([
    ['a recipient', { recipients: ['support@example.com'] }, routableMail(), true, 'To names support@example.com'],
    [
      'a recipient with detail',
      { recipients: ['support@example.com'] },
      header('Cc: a@b.example\nDelivered-To: Support+vip@Example.com'),
      true,
      'Delivered-To names support@example.com',
    ],
    [
      'a recipient that is none of ours',
      { recipients: ['boss@else.example'] },
      header('Cc: boss@else.example'),
      true,
      'Cc names boss@else.example',
    ],
    [
      'the detail itself',
      { recipients: ['support+vip@example.com'] },
      routableMail(),
      false,
      'no recipient is support+vip@example.com',
    ],
    [
      'a sender',
      { senders: { patterns: ['ana@customer.example'] } },
      routableMail(),
      true,
      'the sender ana@customer.example is ana@customer.example',
    ],
    [
      "a sender's domain",
      { senders: { patterns: ['customer.example'] } },
      routableMail(),
      true,
      'the sender ana@customer.example is customer.example',
    ],
    [
      'a domain above',
      { senders: { patterns: ['example.com', '*.shop.example'] } },
      routableMail({ from: 'x@a.b.shop.example' }),
      true,
      'the sender x@a.b.shop.example is *.shop.example',
    ],
    [
      'a domain that is another',
      { senders: { patterns: ['shop.example'] } },
      routableMail({ from: 'x@myshop.example' }),
      false,
      'the sender x@myshop.example is none of those named',
    ],
    [
      'a sender group',
      { senders: { groups: ['partners'] } },
      routableMail({ from: 'x@eu.partner.example' }),
      true,
      'the sender x@eu.partner.example is in group Partners (*.partner.example)',
    ],
    [
      'not a sender',
      { senders: { groups: ['partners'], negate: true } },
      routableMail({ from: 'pia@freemail.example' }),
      false,
      'the sender pia@freemail.example is in group Partners (pia@freemail.example), which is left out',
    ],
    [
      'nobody',
      { senders: { groups: ['partners'], negate: true } },
      routableMail({ from: null }),
      true,
      'the sender nobody is none of those named',
    ],
    ['no important one', { isVip: false }, routableMail(), true, 'the sender is no important one'],
    ['a keyword', { keywords: [{ any: ['order', 'Refund'] }] }, text('a refund'), true, 'body has “Refund”'],
    [
      'a keyword elsewhere',
      { keywords: [{ in: 'subject', any: ['refund'] }] },
      text('a refund'),
      false,
      'subject has no “refund”',
    ],
    [
      'a keyword that must not be',
      { keywords: [{ join: 'and-not', any: ['spam'] }] },
      routableMail({ subject: 'Spam' }),
      false,
      'subject has “spam”, which it must not have',
    ],
    [
      'a body that was not read',
      { keywords: [{ in: 'body', any: ['a', 'b'] }] },
      routableMail({ text: null }),
      false,
      'body has no “a” or “b”; the body was not read',
    ],
    [
      'and not, in a body that was not read',
      { keywords: [{ in: 'body', join: 'and-not', any: ['a'] }] },
      routableMail({ text: null }),
      true,
      'body has no “a”; the body was not read',
    ],
    [
      'a header field',
      { headers: [{ name: 'X-Spam', is: 'present' }] },
      header('x-spam: no'),
      true,
      'there is a field X-Spam',
    ],
    [
      'no header field',
      { headers: [{ name: 'X-Spam', is: 'absent' }] },
      header('X-Spam: no'),
      false,
      'there is a field X-Spam',
    ],
    [
      'part of an encoded field',
      { headers: [{ name: 'X-Shop', is: 'contains', value: 'müller gm' }] },
      header('X-Shop: =?utf-8?Q?M=C3=9CLLER?=\n =?utf-8?Q?_GmbH?='),
      true,
      'X-Shop does contain “müller gm”',
    ],
    [
      'a whole field',
      { headers: [{ name: 'X-Prio', is: 'equals', value: 'High' }] },
      header('X-Prio: low\nX-Prio: HIGH'),
      true,
      'X-Prio does equal “High”',
    ],
    [
      'another field',
      { headers: [{ name: 'X-Prio', is: 'equals', value: 'high' }] },
      header('X-Prio: highest'),
      false,
      'X-Prio does not equal “high”',
    ],
    [
      'a missing field',
      { headers: [{ name: 'X-Prio', is: 'equals', value: 'high' }] },
      routableMail(),
      false,
      'there is no field X-Prio',
    ],
    [
      'an attachment',
      { attachments: { names: ['*.PDF'] } },
      files('a.txt', 'Rechnung.pdf'),
      true,
      '“Rechnung.pdf” is attached',
    ],
    [
      'no such attachment',
      { attachments: { names: ['inv*2026*.pdf'] } },
      files('invoice.pdf'),
      false,
      'nothing of the kind is attached',
    ],
    ['no attachment', { attachments: { present: false } }, routableMail(), true, 'nothing of the kind is attached'],
    [
      'large attachments',
      { attachments: { minBytes: 2000 } },
      files('a', 'b'),
      true,
      '“a” is attached, 2000 octets in all of at least 2000',
    ],
    [
      'attachments that were not read',
      { attachments: { present: false } },
      routableMail({ attachments: null }),
      false,
      'the body was not read',
    ],
    ['the language of what the sender wrote', { languages: ['de', 'pl'] }, polish, true, 'written in pl'],
    ['another language', { languages: ['en'] }, polish, false, 'written in pl'],
    ['too little to say', { languages: ['en'] }, text('ok'), false, 'the text is too short or mixed to say'],
    [
      'the language of a body that was not read',
      { languages: ['en'] },
      routableMail({ text: null }),
      false,
      'the body was not read',
    ],
    [
      'office hours',
      { officeHours: { calendar: 'office', is: 'open' } },
      routableMail(),
      true,
      'open: Monday 10:00 Europe/Warsaw',
    ],
    [
      'a machine',
      { isAutomatic: true },
      header('Auto-Submitted: auto-replied'),
      true,
      'sent by a machine: auto-replied',
    ],
    ['no machine', { isAutomatic: true }, routableMail(), false, 'no machine shows itself'],
  ])('%s', (_name, when, mail, isMet, detail) => {
    const { rules, route } = routing([rule('a', when)]).explain(mail, MONDAY);
    expect(rules[0]).toMatchObject({ outcome: isMet ? 'matched' : 'not-matched', conditions: [{ isMet, detail }] });
    expect(route.ruleIds).toEqual(isMet ? ['a'] : []);
  });

  it('office hours are those of the queue which the address names, and a queue without is open', () => {
    const csqs = [
      { id: CSQ.support, name: 'Support', isDefault: true, calendar: 'office' },
      { id: CSQ.sales, name: 'Sales' },
    ];
    const { explain } = routing([rule('a', { officeHours: { is: 'closed' } })], { csqs });
    expect(explain(routableMail(), SUNDAY).rules[0]).toMatchObject({
      outcome: 'matched',
      conditions: [{ detail: 'closed: Sunday 10:12 Europe/Warsaw' }],
    });
    expect(explain(routableMail({ header: 'To: sales@example.com' }), SUNDAY).rules[0]?.outcome).toBe('not-matched');
  });

  it('must all be met; what comes after the first that is not is not looked at', () => {
    const when: When = {
      senders: { patterns: ['customer.example'] },
      keywords: [{ any: ['refund'] }],
      isAutomatic: false,
    };
    const { explain } = routing([rule('a', when)]);
    expect(explain(routableMail(), MONDAY).rules[0]?.conditions.map(({ isMet }) => isMet)).toEqual([true, false]);
    expect(explain(routableMail({ subject: 'refund' }), MONDAY).rules[0]?.outcome).toBe('matched');
  });
});

describe('needsBody', () => {
  it.each<[When, boolean]>([
    [{}, false],
    [{ keywords: [{ in: 'subject', any: ['a'] }] }, false],
    [
      {
        keywords: [
          { in: 'subject', any: ['a'] },
          { in: 'body', any: ['a'] },
        ],
      },
      true,
    ],
    [{ keywords: [{ any: ['a'] }] }, true],
    [{ attachments: {} }, true],
    [{ languages: ['pl'] }, true],
  ])('%j: %s', (when, expected) => {
    expect(routing([rule('a', when)]).needsBody).toBe(expected);
    expect(routing([rule('a', when, { isEnabled: false })]).needsBody).toBe(false);
  });
});
