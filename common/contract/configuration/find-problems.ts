import { findUnknownNames, type Found, type NameOf, type Referring } from './unknown-names';

/**
 * What no single value shows: names that are there twice or not at all, and other than one default. `formerName` tells
 * what was there before, so that it is named to who left it out.
 */
export function findProblems(configuration: Referring, formerName?: NameOf): Found[] {
  return [...doubles(configuration), ...defaults(configuration), ...findUnknownNames(configuration, formerName)];
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
