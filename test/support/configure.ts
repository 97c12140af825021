import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../common/contract/configuration/configuration';
import { readConfiguration } from '../../service/config/current-configuration';
import { saveVersion } from '../../service/config/save-version';
import type { ServiceDeps } from '../../service/deps';
import { inTransaction } from '../../service/store/transaction';

/** Saves what is in force with some of it changed, as an administrator would. */
export async function configure(
  { db, now }: Pick<ServiceDeps, 'db' | 'now'>,
  change: (current: Configuration) => Partial<ConfigurationInput>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const current = await readConfiguration(trx);
    if (current === null) throw new Error('nothing was seeded');
    const { configuration } = current;
    const changed = configurationSchema.parse({ ...configuration, ...change(configuration) });
    await saveVersion(trx, changed, { by: 'system', at: now() });
  });
}
