import { sql, type Transaction } from 'kysely';
import { intakeSchema } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';

/** The settings of intake in force. Few mails need them, so they are asked for by those alone, without all the rules. */
export async function intakeSettings(trx: Transaction<Database>) {
  const { rows } = await sql<{ intake: unknown }>`
    SELECT content->'intake' AS intake FROM configurations ORDER BY version DESC LIMIT 1`.execute(trx);
  return intakeSchema.parse(rows[0]?.intake ?? {});
}
