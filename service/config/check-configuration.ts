import type { z } from 'zod';
import {
  configurationShapeSchema,
  type Configuration,
  type Problem,
} from '../../common/contract/configuration/configuration';
import { findProblems } from '../../common/contract/configuration/find-problems';
import { namesIn } from '../../common/contract/configuration/unknown-names';
import { knowsPlace } from '../routing/holidays';

/** Far above a site with 1,000 rules; what every instance reads at each change, and every version keeps. */
export const MAX_CONFIGURATION_OCTETS = 5 * 1024 * 1024;
/** More than anybody reads; a document of another kind has one at every place. */
const MAX_PROBLEMS = 1000;
/** Neither fits into the database's text: U+0000, and half of a surrogate pair. */
const NUL = '\0';
const HALF_PAIR = /\p{Cs}/u;

export type Checked = { configuration: Configuration } | { problems: Problem[] };

/** Looks at everything that can be said of a configuration alone. `former` is what it is to replace. */
export function checkConfiguration(input: unknown, former: Configuration | null): Checked {
  const octets = Buffer.byteLength(JSON.stringify(input ?? null));
  if (octets > MAX_CONFIGURATION_OCTETS) {
    const message = `is larger than ${MAX_CONFIGURATION_OCTETS / 1024 / 1024} MB`;
    return { problems: [{ path: [], message }] };
  }
  const parsed = configurationShapeSchema.safeParse(input);
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  const problems = [
    ...findProblems(parsed.data, former === null ? undefined : namesIn(former)),
    ...unknownPlaces(parsed.data),
    ...unstorable(parsed.data, []),
  ];
  if (problems.length === 0) return { configuration: parsed.data };
  return { problems: problems.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({ path: [...path], message })) };
}

/** Elsewhere than in the schema, because desks do not know the holidays of all countries. */
function unknownPlaces({ calendars }: Configuration): Problem[] {
  return calendars.flatMap(({ holidays }, index) =>
    holidays === null || knowsPlace(holidays)
      ? []
      : [
          {
            path: ['calendars', index, 'holidays'],
            message: 'the holidays of this country, state or region are not known',
          },
        ],
  );
}

/** What a schema found, with the place of each setting that is not known. */
export function problemsOf({ issues }: z.core.$ZodError): Problem[] {
  return issues
    .flatMap((issue): Problem[] => {
      const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
      if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
      return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a setting' }));
    })
    .slice(0, MAX_PROBLEMS);
}

function unstorable(value: unknown, path: readonly (string | number)[]): Problem[] {
  if (typeof value === 'string') {
    const isStorable = !value.includes(NUL) && !HALF_PAIR.test(value);
    return isStorable ? [] : [{ path: [...path], message: 'holds a character that cannot be kept' }];
  }
  if (Array.isArray(value)) return value.flatMap((entry, index) => unstorable(entry, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => unstorable(entry, [...path, key]));
}
