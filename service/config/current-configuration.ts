import type { Kysely, Transaction } from 'kysely';
import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';

/** The configuration in force. Version 0: nobody saved one yet. */
export type CurrentConfiguration = { version: number; configuration: Configuration };

type Db = Kysely<Database> | Transaction<Database>;

/**
 * Reads what is in force; null while there is no queue or no entry point. Queues and entry points are rows, because
 * contacts refer to them, and the rest is the newest version's content.
 */
export async function readConfiguration(db: Db): Promise<CurrentConfiguration | null> {
  const saved = await db
    .selectFrom('configurations')
    .select(['version', 'content'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const configuration = await compose(db, saved?.content ?? {});
  return configuration === null ? null : { version: saved?.version ?? 0, configuration };
}

/** The newest version's number; 0 where there is none. */
export async function configurationVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('configurations')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function compose(db: Db, content: Partial<ConfigurationInput>): Promise<Configuration | null> {
  const csqs = await db.selectFrom('csqs').selectAll().orderBy('name').execute();
  const entryPoints = await db.selectFrom('entry_points').selectAll().orderBy('address').execute();
  if (csqs.length === 0 || entryPoints.length === 0) return null;
  const known = {
    csqs: new Map((content.csqs ?? []).map((csq) => [csq.id, csq])),
    entryPoints: new Map((content.entryPoints ?? []).map((point) => [point.id, point])),
  };
  const defaultCsq = csqs.find((row) => row.is_default) ?? csqs[0];
  const defaultPoint = entryPoints.find((row) => row.is_default) ?? entryPoints[0];
  return configurationSchema.parse({
    ...content,
    csqs: csqs.map((row) => ({
      ...known.csqs.get(row.id),
      id: row.id,
      name: row.name,
      isDefault: row === defaultCsq,
      offerTimeLimitS: row.offer_time_limit_s,
      wrapUpLimitS: row.wrap_up_limit_s,
    })),
    entryPoints: entryPoints.map((row) => ({
      ...known.entryPoints.get(row.id),
      id: row.id,
      address: row.address,
      displayName: row.display_name,
      csq: row.csq_id,
      isDefault: row === defaultPoint,
    })),
  });
}

/** Keeps the configuration in force at hand; looks at its version alone where that did not change. */
export class ConfigurationInForce {
  private current: CurrentConfiguration | null = null;

  constructor(private readonly db: Kysely<Database>) {}

  /** Null while nobody has configured a queue and an entry point. */
  async get(): Promise<CurrentConfiguration | null> {
    const version = await configurationVersion(this.db);
    if (version === 0 || this.current?.version !== version) this.current = await readConfiguration(this.db);
    return this.current;
  }
}
