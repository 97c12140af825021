import type { Kysely } from 'kysely';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';

/** A folder as it was listed. */
export type ListedFolder = { path: string; uidValidity: number; uids: ReadonlySet<number> };

const GONE = 'The mail is no longer in the folder.';

/**
 * Settles the entries of a folder whose mail is not there any more: somebody removed or moved it, and there is nothing to
 * do about it. To be called when everything that the listing holds is in the ledger. An entry that was retried is told
 * apart by having no row there. Doing it again changes nothing.
 */
export async function settleGone(db: Kysely<Database>, now: () => Date, folder: ListedFolder): Promise<void> {
  const gone = await findGone(db, folder);
  if (gone.length === 0) return;
  await inTransaction(db, async (trx) => {
    await trx
      .updateTable('attention')
      .set({ detail: GONE, resolved_at: now(), resolution: 'settled', resolved_by: 'system' })
      .where('id', 'in', gone)
      .where((where) => where.or([where('resolved_at', 'is', null), where('resolution', '=', 'retried')]))
      .execute();
    await announce(trx, { topic: 'intake' });
  });
}

async function findGone(db: Kysely<Database>, { path, uidValidity, uids }: ListedFolder): Promise<string[]> {
  const entries = await db
    .selectFrom('attention')
    .leftJoin('ledger', (join) =>
      join
        .onRef('ledger.folder', '=', 'attention.folder')
        .onRef('ledger.uid_validity', '=', 'attention.uid_validity')
        .onRef('ledger.uid', '=', 'attention.uid'),
    )
    .select(['attention.id', 'attention.uid_validity', 'attention.uid'])
    .where('attention.folder', '=', path)
    .where((where) =>
      where.or([
        where('resolved_at', 'is', null),
        where.and([where('resolution', '=', 'retried'), where('ledger.id', 'is', null)]),
      ]),
    )
    .execute();
  return entries.filter((entry) => entry.uid_validity !== uidValidity || !uids.has(entry.uid)).map(({ id }) => id);
}
