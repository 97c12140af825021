import type { Kysely } from 'kysely';
import type { AttentionEntry } from '../../common/contract/intake';
import type { Database } from '../store/schema';

const SHOWN = 500;

/** What is on the list: the newest entries, and how many there are. */
export async function openAttention(db: Kysely<Database>): Promise<{ entries: AttentionEntry[]; total: number }> {
  const open = db.selectFrom('attention').where('resolved_at', 'is', null);
  const rows = await open.selectAll().orderBy('created_at', 'desc').orderBy('id').limit(SHOWN).execute();
  const entries = rows.map((row): AttentionEntry => ({
    id: row.id,
    reason: row.reason,
    detail: row.detail,
    folder: row.folder,
    uid: row.uid,
    createdAt: row.created_at.toISOString(),
  }));
  if (rows.length < SHOWN) return { entries, total: rows.length };
  const count = await open.select((select) => select.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  return { entries, total: count.n };
}
