import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { intakeSchema } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';

const DEFAULTS = intakeSchema.parse({});

/** Valid since it was saved. What a newer program saved beside it is not looked at, and an older one may have saved less. */
const storedSchema = z.object({
  preferLastAgentH: z.number().default(DEFAULTS.preferLastAgentH),
  autoReplies: z
    .object({
      limit: z.number().default(DEFAULTS.autoReplies.limit),
      windowH: z.number().default(DEFAULTS.autoReplies.windowH),
    })
    .default(DEFAULTS.autoReplies),
});

/** The settings of intake in force. Few mails need them, so they are asked for by those alone, without all the rules. */
export async function intakeSettings(trx: Transaction<Database>): Promise<z.infer<typeof storedSchema>> {
  const { rows } = await sql<{ intake: unknown }>`
    SELECT content->'intake' AS intake FROM configurations ORDER BY version DESC LIMIT 1`.execute(trx);
  return storedSchema.parse(rows[0]?.intake ?? {});
}
