import type { Configuration } from '../../common/contract/configuration/configuration';
import { readConfiguration } from '../../service/config/current-configuration';
import { saveVersion } from '../../service/config/save-version';
import { inTransaction } from '../../service/store/transaction';
import type { MailWorld } from './mail-service';

/** Changes how mail is taken in, as an administrator's save does. */
export async function configureIntake(
  { deps }: Pick<MailWorld, 'deps'>,
  intake: Partial<Configuration['intake']>,
): Promise<void> {
  const current = await readConfiguration(deps.db);
  if (current === null) throw new Error('nothing is seeded');
  const { configuration } = current;
  const changed = { ...configuration, intake: { ...configuration.intake, ...intake } };
  await inTransaction(deps.db, (trx) => saveVersion(trx, changed, { by: 'system', at: deps.now() }));
}
