import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findRunningPostgres } from '../../service/store/embedded/embedded-postgres';

/** What was seen of the service's database until all mails were in the ledger. */
export type IntakeWatch = {
  /** `performance.now()` at which all were there. */
  fullAt: number;
  samples: number;
  /** Share of the samples in which the service had a transaction open. */
  inTransaction: number;
  /** Share in which PostgreSQL was at a statement of it; in the rest of them it waited for the service's next. */
  executing: number;
};

const SAMPLE_MS = 20;

const SAMPLE = `
  SELECT count(*) FILTER (WHERE xact_start IS NOT NULL) AS open,
         count(*) FILTER (WHERE xact_start IS NOT NULL AND state = 'active') AS active,
         (SELECT max(id) FROM ledger) AS last
  FROM pg_stat_activity WHERE application_name = 'replydesk' AND backend_type = 'client backend'`;

/**
 * Looks at the database fifty times a second, from outside, on one connection: a sample costs it a third of a
 * millisecond, and the service nothing.
 */
export async function watchIntake(dataDir: string, mails: number, timeoutMs: number): Promise<IntakeWatch> {
  const address = await findRunningPostgres(dataDir);
  if (address === null) throw new Error('the service runs without its database');
  const client = new pg.Client(address);
  // a database that goes fails the next sample; without a listener it would end this process
  client.on('error', () => undefined);
  await client.connect();
  try {
    const until = performance.now() + timeoutMs;
    let [samples, open, active] = [0, 0, 0];
    while (performance.now() < until) {
      const { rows } = await client.query<Record<'open' | 'active' | 'last', string | null>>({
        name: 'sample',
        text: SAMPLE,
      });
      samples += 1;
      open += Number(rows[0]?.open) > 0 ? 1 : 0;
      active += Number(rows[0]?.active) > 0 ? 1 : 0;
      // ids are given by the row, so that the last one is enough to ask seldom for the count, which takes longer
      if (Number(rows[0]?.last) >= mails && (await countLedger(client)) >= mails)
        return { fullAt: performance.now(), samples, inTransaction: open / samples, executing: active / samples };
      await pause(SAMPLE_MS);
    }
    throw new Error(`${await countLedger(client)} of ${mails} mails are in the ledger after ${timeoutMs} ms`);
  } finally {
    await client.end();
  }
}

async function countLedger(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM ledger');
  return Number(rows[0]?.count);
}
