import type { ServiceDeps } from '../../service/deps';
import { readConfiguration } from '../../service/config/current-configuration';
import { startMailReader, type MailReader } from '../../service/reading';

/** What reads mails in the service, with the configuration that is in this database. To be stopped by the caller. */
export async function startConfiguredReader({ db, log }: Pick<ServiceDeps, 'db' | 'log'>): Promise<MailReader> {
  const current = await readConfiguration(db);
  if (current === null) throw new Error('nothing was seeded');
  const reader = startMailReader({ log });
  await reader.configure(current.configuration);
  return reader;
}
