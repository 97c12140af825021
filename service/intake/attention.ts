import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../store/schema';

type Place = { folder: string; uidValidity: number; uid: number };

/** Why something waits for an administrator. `detail` names codes only, nothing from a mail. */
export type AttentionReason = { reason: 'no-sender' | 'not-processed' | 'unreadable'; detail: string };

/** Puts a mail on the list of what needs attention; once for each. */
export async function recordAttention(
  db: Kysely<Database> | Transaction<Database>,
  { newId, now }: { newId: () => string; now: () => Date },
  { folder, uidValidity, uid }: Place,
  { reason, detail }: AttentionReason,
): Promise<void> {
  await db
    .insertInto('attention')
    .values({ id: newId(), folder, uid_validity: uidValidity, uid, reason, detail, created_at: now() })
    .onConflict((conflict) => conflict.columns(['folder', 'uid_validity', 'uid']).doNothing())
    .execute();
}
