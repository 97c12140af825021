import { sql, type Transaction } from 'kysely';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { configurationVersion } from './current-configuration';

/** Any number that no other lock of ours has. */
const LOCK = 0x7265_636f;

/** Lets one transaction at a time change the configuration, its rows included, until it ends. */
export async function lockConfiguration(trx: Transaction<Database>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`.execute(trx);
}

/** Adds a version, which is thereby in force on all instances when the transaction commits. Gives its number. */
export async function saveVersion(
  trx: Transaction<Database>,
  configuration: Configuration,
  change: { by: string; at: Date },
): Promise<number> {
  const version = (await configurationVersion(trx)) + 1;
  await trx
    .insertInto('configurations')
    .values({ version, content: JSON.stringify(configuration), changed_by: change.by, changed_at: change.at })
    .execute();
  await announce(trx, { topic: 'configuration' }, { topic: 'queues' }, { topic: 'work' });
  return version;
}
