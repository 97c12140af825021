import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from './store/schema';
import type { TopicBus } from './store/topics';

/** What every part of the service is given: nothing here is imported as a global, so that a test can pass its own. */
export type ServiceDeps = {
  db: Kysely<Database>;
  bus: TopicBus;
  log: Logger;
  /** Time of day; deadlines are computed from it. */
  now: () => Date;
  /** A new random UUID. */
  newId: () => string;
  /** This instance, new at each start. */
  instanceId: string;
};
