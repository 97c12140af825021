import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/schema';
import { StartError } from '../start-error';
import { connect, type Connection, type DatabaseSource } from '../store/connect';
import { isDataDirHeld } from '../store/embedded/data-dir-lock';
import { findRunningPostgres, startEmbeddedPostgres } from '../store/embedded/embedded-postgres';
import { migrate } from '../store/migrate';

/** A database of the shape this program knows. */
export type OpenDatabase = Connection & { source: DatabaseSource; close: () => Promise<void> };

/**
 * Opens the site's database, or the embedded one, and brings it to this version's shape. `mayShare` lets a short command
 * use the embedded database of a service that runs, instead of refusing.
 *
 * @throws StartError
 */
export async function openDatabase(
  config: Pick<ServiceConfig, 'database' | 'dataDir'>,
  log: Logger,
  { mayShare }: { mayShare: boolean },
): Promise<OpenDatabase> {
  const { source, stop } = await locate(config, log, mayShare);
  const connection = connect(source, log);
  const close = async (): Promise<void> => {
    await connection.db.destroy();
    await stop();
  };
  try {
    const steps = await migrate(connection.db);
    if (steps.length > 0) log.info({ steps }, 'the database was brought up to date');
    return { ...connection, source, close };
  } catch (error) {
    await close();
    throw translate(error);
  }
}

type Located = { source: DatabaseSource; stop: () => Promise<void> };

async function locate(
  { database, dataDir }: Pick<ServiceConfig, 'database' | 'dataDir'>,
  log: Logger,
  mayShare: boolean,
): Promise<Located> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (database.url !== undefined) return { source: { url: database.url }, stop: nothing };
  const running = mayShare && (await isDataDirHeld(dataDir)) ? await findRunningPostgres(dataDir) : null;
  if (running) return { source: running, stop: nothing };
  const embedded = await startEmbeddedPostgres({ dataDir, log });
  return { source: embedded.address, stop: embedded.stop };
}

/** One line for the person who starts the service; the connection string is never in it. */
function translate(error: unknown): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = REASONS[code];
  if (!reason && !error.message.includes('timeout')) return error;
  return new StartError('database', `The database is not usable: ${reason ?? 'it does not answer'}`, { cause: error });
}

/** Codes of the operating system and of PostgreSQL (appendix A of its manual). */
const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  '28P01': 'user name or password is wrong',
  '28000': 'the server does not let this user in',
  '3D000': 'there is no database of that name',
  '53300': 'it has too many connections',
  '57P03': 'it is starting or stopping',
  '42501': 'this user may not create tables there',
};
