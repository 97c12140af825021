import type { Transaction } from 'kysely';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';

/** Where a mail lies in the store. */
export type Place = { folder: string; uidValidity: number; uid: number };

/** Why something waits for an administrator. `detail` names codes only, nothing from a mail. */
export type AttentionReason = {
  reason: 'no-sender' | 'not-processed' | 'unreadable' | 'unknown-outgoing' | 'cancelled-outgoing';
  detail: string;
};

/**
 * Puts a mail on the list of what needs attention; once for each. An entry that was retried is open again, for its new
 * reason; one that was dismissed or settled stays so. Whether it is on the list now.
 */
export async function recordAttention(
  trx: Transaction<Database>,
  { newId, now }: { newId: () => string; now: () => Date },
  { folder, uidValidity, uid }: Place,
  { reason, detail }: AttentionReason,
): Promise<boolean> {
  const told = { reason, detail, created_at: now() };
  const row = await trx
    .insertInto('attention')
    .values({ id: newId(), folder, uid_validity: uidValidity, uid, ...told })
    .onConflict((conflict) =>
      conflict
        .columns(['folder', 'uid_validity', 'uid'])
        .doUpdateSet({ ...told, resolved_at: null, resolution: null, resolved_by: null })
        .where('attention.resolution', '=', 'retried'),
    )
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) await announce(trx, { topic: 'intake' });
  return row !== undefined;
}
