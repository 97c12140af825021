import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyConfiguration } from '../../../test/builders/any-configuration';
import { buildConfiguration } from '../../../test/builders/configuration';
import { configurationSchema, type Configuration } from './configuration';

const UUID = 'ABCDEF00-0000-4000-8000-00000000000A';

function messages(configuration: unknown): string[] {
  const parsed = configurationSchema.safeParse(configuration);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a configuration', () => {
  it('is the same after it was written as JSON and read again', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        const written = JSON.stringify(configuration);
        expect(JSON.stringify(configurationSchema.parse(JSON.parse(written)))).toBe(written);
      }),
    );
  });

  it('names every place that refers to what is not there, and the place exists', () => {
    fc.assert(
      fc.property(
        anyConfiguration,
        fc.constantFrom('skills', 'contactTypes', 'closeReasons', 'senderGroups', 'templates', 'calendars'),
        (configuration, list) => {
          const emptied = { ...configuration, [list]: [] };
          const parsed = configurationSchema.safeParse(emptied);
          const rest = JSON.stringify(emptied);
          const isUsed = configuration[list].some(({ id }) => referencesTo(configuration, list).has(id));
          expect(parsed.success, rest).toBe(!isUsed);
          for (const { path } of parsed.error?.issues ?? []) expect(valueAt(emptied, path)).toBeDefined();
        },
      ),
    );
  });

  it.each([
    ['two defaults', { csqs: [csq({ isDefault: true }), csq({ id: UUID, name: 'Sales', isDefault: true })] }, 'csqs'],
    ['no default', { csqs: [csq({ isDefault: false })] }, 'csqs: exactly one must be the default'],
    ['a setting nobody knows', { colour: 'red' }, 'colour'],
    ['a rule about what is not there', { rules: [rule({ autoReply: 'ack' })] }, 'the rule “Night” names'],
    [
      'a time zone nobody knows',
      { calendars: [{ id: 'c', name: 'C', timeZone: 'Mars/Base' }] },
      'calendars.0.timeZone',
    ],
    ['1,001 rules', { rules: Array.from({ length: 1001 }, (_, id) => ({ ...rule({}), id: `r${id}` })) }, 'rules'],
  ])('is refused with %s', (_what, parts, message) => {
    const found = messages({ ...buildConfiguration(), ...parts });
    expect(
      found.some((line) => line.includes(message)),
      found.join('\n'),
    ).toBe(true);
  });

  it('takes addresses for one that are written in another way', () => {
    const configuration = buildConfiguration();
    const [point] = configuration.entryPoints;
    const other = { ...point, isDefault: false, id: UUID, address: 'Help@BÜCHER.example' };
    const written = { ...configuration, entryPoints: [point, { ...other }] };
    expect(configurationSchema.parse(written).entryPoints[1]).toMatchObject({
      id: UUID.toLowerCase(),
      address: 'help@xn--bcher-kva.example',
    });
    const twice = { ...other, id: UUID.replace('A', 'B'), address: 'help@bücher.example' };
    expect(messages({ ...written, entryPoints: [point, other, twice] })).toEqual([
      'entryPoints.2: help@xn--bcher-kva.example is there twice',
    ]);
    for (const address of ['nobody', 'a b@example.com', 'książka@example.com', 'a@b', '<a@example.com>']) {
      expect(messages({ ...written, entryPoints: [{ ...point, address }] })).toEqual([
        'entryPoints.0.address: expected an address',
      ]);
    }
  });
});

function csq(parts: object): object {
  return { ...buildConfiguration().csqs[0], ...parts };
}

function rule(then: object): object {
  return { id: 'night', name: 'Night', then };
}

/** Ids that anything names, by the list they are of; written anew, so that it shows what the schema overlooks. */
function referencesTo({ csqs, rules, defaultRule, senderLists }: Configuration, list: string): Set<string | null> {
  switch (list) {
    case 'skills':
      return new Set([defaultRule.skill, ...rules.map(({ then }) => then.skill)]);
    case 'contactTypes':
      return new Set(rules.map(({ then }) => then.contactType));
    case 'closeReasons':
      return new Set([
        ...(senderLists.blocked.length > 0 ? [senderLists.blockedReason] : []),
        ...rules.map(({ then }) => then.close),
      ]);
    case 'senderGroups':
      return new Set(rules.flatMap(({ when }) => when.senders?.groups ?? []));
    case 'templates':
      return new Set(rules.map(({ then }) => then.autoReply));
    default:
      return new Set([
        ...csqs.map(({ calendar }) => calendar),
        ...rules.map(({ when }) => when.officeHours?.calendar ?? null),
      ]);
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at: unknown, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
