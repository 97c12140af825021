import fc from 'fast-check';
import type { Configuration } from '../../common/contract/configuration/configuration';
import { configurationSchema } from '../../common/contract/configuration/configuration';

/** Text as people write it, in any script, and none that a database cannot keep. */
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() !== '' && text.trim().length <= 200);
const code = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,10}$/);
const pattern = fc.constantFrom('ana@example.com', 'example.org', '*.example.net', 'bücher.example');
const priority = fc.integer({ min: 1, max: 10 });

function entries<T extends object>(
  parts: fc.Arbitrary<T>,
  max = 4,
): fc.Arbitrary<(T & { id: string; name: string })[]> {
  return fc
    .array(fc.tuple(code, label, parts), { maxLength: max })
    .map((list) => list.map(([id, name, rest]) => ({ ...rest, id, name })))
    .map((list) => [...new Map(list.map((entry) => [entry.id, entry])).values()]);
}

const nothing = fc.constant({});
const calendars = entries(
  fc.record({
    timeZone: fc.constantFrom('Europe/Warsaw', 'Asia/Seoul', 'UTC'),
    week: fc.array(
      fc.record({
        days: fc.subarray(['mon', 'tue', 'sun'], { minLength: 1 }),
        from: fc.constant('09:00'),
        to: fc.constant('24:00'),
      }),
      { maxLength: 2 },
    ),
    holidays: fc.option(
      fc.constantFrom({ country: 'PL' }, { country: 'KR', state: undefined }, { country: 'DE', state: 'BY' }),
    ),
  }),
);

const named = fc.record({
  csqs: fc.uniqueArray(fc.tuple(fc.uuid(), label), { minLength: 1, maxLength: 4, selector: ([, name]) => name.trim() }),
  addresses: fc.uniqueArray(
    fc.tuple(
      fc.uuid(),
      fc.constantFrom('help', 'sales', 'Info', 'a+b'),
      fc.constantFrom('example.com', 'Bücher.example'),
    ),
    { minLength: 1, maxLength: 4, selector: ([, local, domain]) => `${local}@${domain}` },
  ),
  skills: entries(nothing),
  contactTypes: entries(nothing),
  closeReasons: entries(nothing),
  senderGroups: entries(fc.record({ members: fc.array(pattern, { maxLength: 3 }) })),
  templates: entries(fc.record({ subject: fc.constant(''), text: label })),
  calendars,
});

/** Valid configurations, of which every part refers to what is there. */
export const anyConfiguration: fc.Arbitrary<Configuration> = named.chain(({ addresses, ...site }) => {
  const one = (list: readonly { id: string }[]): fc.Arbitrary<string | null> =>
    fc.constantFrom(null, ...list.map(({ id }) => id));
  const csq = fc.constantFrom(...site.csqs.map(([id]) => id));
  const rules = entries(
    fc.record({
      isEnabled: fc.boolean(),
      when: fc.record({
        recipients: fc.constantFrom([], ['help@example.com']),
        senders: fc.option(
          fc.record({
            patterns: fc.array(pattern, { maxLength: 2 }),
            groups: fc.subarray(site.senderGroups.map(({ id }) => id)),
          }),
        ),
        keywords: fc.array(fc.record({ any: fc.array(label, { minLength: 1, maxLength: 2 }) }), { maxLength: 3 }),
        officeHours: fc.option(fc.record({ calendar: one(site.calendars), is: fc.constantFrom('open', 'closed') })),
        isVip: fc.option(fc.boolean()),
      }),
      then: fc.record({
        csq: fc.option(csq),
        skill: one(site.skills),
        priority: fc.option(priority),
        contactType: one(site.contactTypes),
        autoReply: one(site.templates),
        close: one(site.closeReasons),
      }),
      next: fc.constantFrom('stop', 'go-on'),
    }),
  );
  return fc
    .record({
      calendarsOfCsqs: fc.array(one(site.calendars), { minLength: 4, maxLength: 4 }),
      csqsOfPoints: fc.array(csq, { minLength: 4, maxLength: 4 }),
      rules,
      skill: one(site.skills),
      vip: fc.array(pattern, { maxLength: 3 }),
      blocked: site.closeReasons.length === 0 ? fc.constant([]) : fc.array(pattern, { maxLength: 3 }),
      preferLastAgentH: fc.double({ min: 0, max: 720, noNaN: true }),
      moves: fc.record(
        { closed: fc.constantFrom('Done', null), active: fc.constantFrom('In work') },
        { requiredKeys: [] },
      ),
    })
    .map((parts) =>
      configurationSchema.parse({
        ...site,
        csqs: site.csqs.map(([id, name], index) => ({
          id,
          name,
          isDefault: index === 0,
          calendar: parts.calendarsOfCsqs[index],
        })),
        entryPoints: addresses.map(([id, local, domain], index) => ({
          id,
          address: `${local}@${domain}`,
          displayName: local,
          csq: parts.csqsOfPoints[index],
          isDefault: index === 0,
        })),
        rules: parts.rules,
        defaultRule: { skill: parts.skill },
        senderLists: {
          vip: parts.vip,
          blocked: parts.blocked,
          ...(site.closeReasons[0] && { blockedReason: site.closeReasons[0].id }),
        },
        intake: { preferLastAgentH: parts.preferLastAgentH, moves: parts.moves },
      }),
    );
});
