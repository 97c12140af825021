import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema';

const ATTEMPTS = 4;
/** serialization_failure, deadlock_detected: the transaction left no trace and may be repeated as it is. */
const REPEATABLE = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction. Locks are taken in the order agents, contacts, outgoing messages, each by id, so that
 * two transitions do not wait for each other; should they do so all the same, PostgreSQL ends one and it is repeated.
 */
export async function inTransaction<T>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isRepeatable(error)) throw error;
    }
  }
}

function isRepeatable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && REPEATABLE.has(error.code);
}
