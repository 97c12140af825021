import type { Transaction } from 'kysely';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { configurationVersion } from './current-configuration';

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
