import {
  configurationSchema,
  type Configuration,
  type Problem,
} from '../../common/contract/configuration/configuration';
import { StartError } from '../start-error';
import { problemsOf } from './check-configuration';

const PROBLEMS_TOLD = 10;

/** What was saved is no configuration to this program: another version of it wrote it, or somebody's hand did. */
export class UnreadableConfiguration extends StartError {
  constructor(
    readonly version: number,
    problems: readonly Problem[],
  ) {
    const told = problems.slice(0, PROBLEMS_TOLD).map(({ path, message }) => `${path.join('.')}: ${message}`);
    const more = problems.length > told.length ? `; and ${problems.length - told.length} more` : '';
    super(
      'config',
      `Version ${version} of the configuration of queues and rules cannot be used by this program: ${told.join('; ')}${more}. ` +
        'Correct it in the file that "configuration export" writes, and give that to "configuration import"',
    );
    this.name = 'UnreadableConfiguration';
  }
}

/** A configuration as it was saved, and the settings in it that this program does not know. */
export type StoredConfiguration = { configuration: Configuration; unknownSettings: string[] };

/**
 * Reads what another version of this program may have saved. Settings that it did not have yet take their defaults.
 * Settings that only it has are left out: mail goes on being routed by the rest.
 *
 * @throws UnreadableConfiguration where the rest is not valid
 */
export function parseStored(document: unknown, version: number): StoredConfiguration {
  const parsed = configurationSchema.safeParse(document);
  if (parsed.success) return { configuration: parsed.data, unknownSettings: [] };
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
  const known = structuredClone(document);
  for (const path of unknown) remove(known, path);
  const again = configurationSchema.safeParse(known);
  if (!again.success) throw new UnreadableConfiguration(version, problemsOf(again.error));
  return { configuration: again.data, unknownSettings: unknown.map((path) => path.map(String).join('.')) };
}

function remove(document: unknown, path: readonly PropertyKey[]): void {
  let at = document;
  for (const key of path.slice(0, -1)) at = isRecord(at) ? at[key] : undefined;
  const last = path.at(-1);
  if (isRecord(at) && last !== undefined) Reflect.deleteProperty(at, last);
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
