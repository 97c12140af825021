import type { Conditions, Results } from './rule';

type Path = readonly (string | number)[];
type Found = { path: Path; message: string };

/** The parts of a configuration that refer to each other. */
type Referring = {
  csqs: { id: string; name: string; isDefault: boolean; calendar: string | null }[];
  entryPoints: { id: string; address: string; csq: string; isDefault: boolean }[];
  skills: { id: string }[];
  contactTypes: { id: string }[];
  closeReasons: { id: string }[];
  calendars: { id: string }[];
  senderGroups: { id: string }[];
  senderLists: { blocked: string[]; blockedReason: string };
  templates: { id: string }[];
  rules: { id: string; when: Conditions; then: Results }[];
  defaultRule: { skill: string | null };
  intake: { folders: string[] };
};

/** What no single value shows: names that are there twice or not at all, and other than one default. */
export function findProblems(configuration: Referring): Found[] {
  return [...doubles(configuration), ...defaults(configuration), ...unknownNames(configuration)];
}

function doubles(configuration: Referring): Found[] {
  const lists: [string, string[]][] = [
    ...(
      [
        'csqs',
        'entryPoints',
        'skills',
        'contactTypes',
        'closeReasons',
        'calendars',
        'senderGroups',
        'templates',
        'rules',
      ] as const
    ).map((list): [string, string[]] => [list, configuration[list].map(({ id }) => id)]),
    ['csqs', configuration.csqs.map(({ name }) => name)],
    ['entryPoints', configuration.entryPoints.map(({ address }) => address)],
  ];
  return lists.flatMap(([list, keys]) => {
    const seen = new Set<string>();
    return keys.flatMap((key, index): Found[] => {
      if (seen.has(key)) return [{ path: [list, index], message: `${key} is there twice` }];
      seen.add(key);
      return [];
    });
  });
}

function defaults(configuration: Referring): Found[] {
  return (['csqs', 'entryPoints'] as const).flatMap((list): Found[] =>
    configuration[list].filter(({ isDefault }) => isDefault).length === 1
      ? []
      : [{ path: [list], message: 'exactly one must be the default' }],
  );
}

function unknownNames(configuration: Referring): Found[] {
  const found: Found[] = [];
  const ids = (list: readonly { id: string }[]): Set<string> => new Set(list.map(({ id }) => id));
  const known = {
    csq: ids(configuration.csqs),
    skill: ids(configuration.skills),
    contactType: ids(configuration.contactTypes),
    autoReply: ids(configuration.templates),
    close: ids(configuration.closeReasons),
    calendar: ids(configuration.calendars),
    group: ids(configuration.senderGroups),
  };
  const look = (kind: keyof typeof known, id: string | null, path: Path): void => {
    if (id !== null && !known[kind].has(id)) found.push({ path, message: `there is no ${WORDS[kind]} ${id}` });
  };
  configuration.csqs.forEach(({ calendar }, index) => look('calendar', calendar, ['csqs', index, 'calendar']));
  configuration.entryPoints.forEach(({ csq }, index) => look('csq', csq, ['entryPoints', index, 'csq']));
  configuration.rules.forEach(({ when, then }, index) => {
    when.senders?.groups.forEach((group, at) =>
      look('group', group, ['rules', index, 'when', 'senders', 'groups', at]),
    );
    look('calendar', when.officeHours?.calendar ?? null, ['rules', index, 'when', 'officeHours', 'calendar']);
    for (const kind of ['csq', 'skill', 'contactType', 'autoReply', 'close'] as const) {
      look(kind, then[kind], ['rules', index, 'then', kind]);
    }
  });
  look('skill', configuration.defaultRule.skill, ['defaultRule', 'skill']);
  if (configuration.senderLists.blocked.length > 0) {
    look('close', configuration.senderLists.blockedReason, ['senderLists', 'blockedReason']);
  }
  return found;
}

const WORDS = {
  csq: 'queue',
  skill: 'skill',
  contactType: 'contact type',
  autoReply: 'template',
  close: 'close reason',
  calendar: 'calendar',
  group: 'sender group',
} as const;
