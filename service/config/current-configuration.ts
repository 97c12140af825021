import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';
import { parseStored, UnreadableConfiguration } from './stored-configuration';

/** The configuration in force. Version 0: nobody saved one yet. */
export type CurrentConfiguration = {
  version: number;
  configuration: Configuration;
  /** Places of what another version of this program saved and this one does not know. */
  unknownSettings: string[];
};

type Db = Kysely<Database> | Transaction<Database>;

/**
 * Reads what is in force; null while there is no queue or no entry point. Queues and entry points are rows, because
 * contacts refer to them, and the rest is the newest version's content.
 *
 * @throws UnreadableConfiguration
 */
export async function readConfiguration(db: Db): Promise<CurrentConfiguration | null> {
  const stored = await readDocument(db);
  return stored === null ? null : { version: stored.version, ...parseStored(stored.document, stored.version) };
}

/** The same as it is stored, valid or not. */
export async function readDocument(db: Db): Promise<{ version: number; document: object } | null> {
  if (db.isTransaction) return compose(db);
  // Rows of one version with another's content would be none of them.
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(compose);
}

/** The newest version's number; 0 where there is none. */
export async function configurationVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('configurations')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function compose(db: Db): Promise<{ version: number; document: object } | null> {
  const saved = await db
    .selectFrom('configurations')
    .select(['version', 'content'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const csqs = await db.selectFrom('csqs').selectAll().orderBy('name').execute();
  const entryPoints = await db.selectFrom('entry_points').selectAll().orderBy('address').execute();
  if (csqs.length === 0 || entryPoints.length === 0) return null;
  const content = saved?.content ?? {};
  const saidOf = { csqs: byId(content.csqs), entryPoints: byId(content.entryPoints) };
  const defaultCsq = csqs.find((row) => row.is_default) ?? csqs[0];
  const defaultPoint = entryPoints.find((row) => row.is_default) ?? entryPoints[0];
  const document = {
    ...content,
    csqs: inOrderOf(saidOf.csqs, csqs).map((row) => ({
      ...saidOf.csqs.get(row.id),
      id: row.id,
      name: row.name,
      isDefault: row === defaultCsq,
      offerTimeLimitS: row.offer_time_limit_s,
      wrapUpLimitS: row.wrap_up_limit_s,
    })),
    entryPoints: inOrderOf(saidOf.entryPoints, entryPoints).map((row) => ({
      ...saidOf.entryPoints.get(row.id),
      id: row.id,
      address: row.address,
      displayName: row.display_name,
      csq: row.csq_id,
      isDefault: row === defaultPoint,
    })),
  };
  return { version: saved?.version ?? 0, document };
}

/** What a saved document says of each entry of a list, in its order. */
function byId(list: unknown): Map<string, object> {
  const entries = Array.isArray(list) ? (list as unknown[]) : [];
  return new Map(
    entries.flatMap((entry): [string, object][] =>
      typeof entry === 'object' && entry !== null && 'id' in entry ? [[String(entry.id), entry]] : [],
    ),
  );
}

/** Rows that are not in the document, because a seed wrote them, come last. */
function inOrderOf<T extends { id: string }>(said: Map<string, object>, rows: readonly T[]): T[] {
  const places = new Map([...said.keys()].map((id, index) => [id, index]));
  const placeOf = ({ id }: T): number => places.get(id) ?? places.size;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Keeps the configuration in force at hand; looks at its version alone where that did not change. */
export class ConfigurationInForce {
  private current: CurrentConfiguration | null = null;
  private unreadable: number | null = null;

  constructor(
    private readonly db: Kysely<Database>,
    /** Hears of versions that cannot be read, or not wholly. */
    private readonly log?: Logger,
  ) {}

  /**
   * Null while nobody has configured a queue and an entry point. A version that this program cannot read, which a newer
   * instance may save while this one runs, is told to the log once, and the one before it stays in force here: mail that
   * is not routed at all would help nobody.
   *
   * @throws UnreadableConfiguration where there is none before it
   */
  async get(): Promise<CurrentConfiguration | null> {
    const version = await configurationVersion(this.db);
    if (version !== 0 && (version === this.current?.version || version === this.unreadable)) return this.current;
    try {
      this.current = await readConfiguration(this.db);
      this.unreadable = null;
      const unknown = this.current?.unknownSettings ?? [];
      if (unknown.length > 0) this.log?.warn({ version, unknown }, 'settings of the configuration are not known');
    } catch (error) {
      if (!(error instanceof UnreadableConfiguration) || this.current === null) throw error;
      this.unreadable = error.version;
      this.log?.error({ err: error, stays: this.current.version }, 'the configuration cannot be read');
    }
    return this.current;
  }
}
