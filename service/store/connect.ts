import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseAddress } from './embedded/embedded-postgres';
import type { Database } from './schema';

/** Where the database is: parts, or the connection string of a site's own server. */
export type DatabaseSource = DatabaseAddress | { url: string };

/** A pool of connections, as kysely and as counts for the metrics. */
export type Connection = {
  db: Kysely<Database>;
  poolCounts: () => { total: number; idle: number; waiting: number };
};

const INT8_OID = 20;
/** Longer than any query of ours; a query that takes so long would hold its locks as long. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** IMAP's UIDVALIDITY and UID have 32 bits and our counts stay far below 2^53: `bigint` may come as a number. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID
      ? Number
      : (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(
          oid,
          format,
        )) as typeof pg.types.getTypeParser,
};

/** Options every connection of ours has. */
export function clientConfig(source: DatabaseSource): pg.ClientConfig {
  const where = 'url' in source ? { connectionString: source.url } : source;
  return { ...where, types, application_name: 'replydesk', keepAlive: true, connectionTimeoutMillis: 5000 };
}

/**
 * Connects lazily: a database that restarts costs the queries in flight, and the next query connects anew.
 * `db.destroy()` closes it.
 */
export function connect(source: DatabaseSource, log: Logger, maxConnections = 16): Connection {
  const pool = new pg.Pool({
    ...clientConfig(source),
    max: maxConnections,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 30_000,
  });
  // An idle connection that breaks is reported here, and without a listener would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // The pool listens to idle connections only. One that breaks between two statements of a transaction would end the
  // process; the transaction hears of it by its next statement.
  pool.on('connect', (client) => client.on('error', (error) => log.debug({ err: error }, 'a connection was lost')));
  return {
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }),
    poolCounts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  };
}
