import type { Conditions, Results } from './rule';

type Path = readonly (string | number)[];
export type Found = { path: Path; message: string };

type Named = { id: string; name: string };

/** The parts of a configuration that refer to each other. */
export type Referring = {
  csqs: (Named & { isDefault: boolean; calendar: string | null })[];
  entryPoints: { id: string; address: string; csq: string; isDefault: boolean }[];
  skills: Named[];
  contactTypes: Named[];
  closeReasons: Named[];
  calendars: Named[];
  senderGroups: Named[];
  senderLists: { blocked: string[]; blockedReason: string };
  templates: Named[];
  rules: (Named & { when: Conditions; then: Results })[];
  defaultRule: { skill: string | null };
};

/** What something else of the configuration can refer to: the list it is in, and the word for it. */
const KINDS = {
  csq: { list: 'csqs', word: 'queue' },
  skill: { list: 'skills', word: 'skill' },
  contactType: { list: 'contactTypes', word: 'contact type' },
  autoReply: { list: 'templates', word: 'template' },
  close: { list: 'closeReasons', word: 'close reason' },
  calendar: { list: 'calendars', word: 'calendar' },
  group: { list: 'senderGroups', word: 'sender group' },
} as const;
type Kind = keyof typeof KINDS;

/** What something is called that is not in this configuration. */
export type NameOf = (kind: Kind, id: string) => string | undefined;

/** The names a configuration has for what it holds. */
export function namesIn(configuration: Referring): NameOf {
  return (kind, id) => configuration[KINDS[kind].list].find((entry) => entry.id === id)?.name;
}

/** Each place that refers to what is not there, with who refers to it. */
export function findUnknownNames(configuration: Referring, formerName: NameOf = () => undefined): Found[] {
  const known = new Map<Kind, Set<string>>(
    (Object.keys(KINDS) as Kind[]).map((kind) => [kind, new Set(configuration[KINDS[kind].list].map(({ id }) => id))]),
  );
  return [...references(configuration)].flatMap(({ kind, id, path, user }): Found[] => {
    if (known.get(kind)?.has(id)) return [];
    const name = formerName(kind, id);
    const { word } = KINDS[kind];
    const message =
      name === undefined
        ? `there is no ${word} ${id}, which ${user} names`
        : `the ${word} “${name}” cannot be left out: it is used by ${user}`;
    return [{ path, message }];
  });
}

type Reference = { kind: Kind; id: string; path: Path; user: string };

function* references(configuration: Referring): Generator<Reference> {
  for (const [index, { name, calendar }] of configuration.csqs.entries()) {
    if (calendar !== null) {
      yield { kind: 'calendar', id: calendar, path: ['csqs', index, 'calendar'], user: `the queue “${name}”` };
    }
  }
  for (const [index, { address, csq }] of configuration.entryPoints.entries()) {
    yield { kind: 'csq', id: csq, path: ['entryPoints', index, 'csq'], user: `the entry point ${address}` };
  }
  for (const [index, rule] of configuration.rules.entries()) yield* referencesOfRule(rule, ['rules', index]);
  const { defaultRule, senderLists } = configuration;
  if (defaultRule.skill !== null) {
    yield { kind: 'skill', id: defaultRule.skill, path: ['defaultRule', 'skill'], user: 'the default rule' };
  }
  if (senderLists.blocked.length > 0) {
    const path = ['senderLists', 'blockedReason'];
    yield { kind: 'close', id: senderLists.blockedReason, path, user: 'the list of blocked senders' };
  }
}

function* referencesOfRule({ name, when, then }: Referring['rules'][number], at: Path): Generator<Reference> {
  const user = `the rule “${name}”`;
  for (const [index, id] of (when.senders?.groups ?? []).entries()) {
    yield { kind: 'group', id, path: [...at, 'when', 'senders', 'groups', index], user };
  }
  const calendar = when.officeHours?.calendar ?? null;
  if (calendar !== null) {
    yield { kind: 'calendar', id: calendar, path: [...at, 'when', 'officeHours', 'calendar'], user };
  }
  for (const kind of ['csq', 'skill', 'contactType', 'autoReply', 'close'] as const) {
    const id = then[kind];
    if (id !== null) yield { kind, id, path: [...at, 'then', kind], user };
  }
}
