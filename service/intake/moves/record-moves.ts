import { sql, type Kysely, type Transaction } from 'kysely';
import type { ContactState } from '../../../common/contract/contact';
import type { ContactId } from '../../../common/ids';
import type { Database } from '../../store/schema';
import { inTransaction } from '../../store/transaction';
import type { MovingMail } from './moving-mail';

/** What became of mails that were to be moved. */
export type Outcome = {
  destination: string;
  uidValidity: number;
  /** New UIDs by the rows' ids; of the others the place stays as it was written. */
  uids: ReadonlyMap<number, number>;
  /** Old UIDs of which something stayed behind: marked as deleted, but not removed. */
  leftBehind: ReadonlySet<number>;
};

/** Writes down that these mails are going to be moved. Died after it: `recoverMoves` finds out how far that came. */
export async function recordIntent(
  db: Kysely<Database>,
  mails: readonly MovingMail[],
  destination: string,
): Promise<void> {
  await db
    .updateTable('ledger')
    .set({ moving_to: destination })
    .where(
      'id',
      'in',
      mails.map(({ id }) => id),
    )
    .execute();
}

/** Writes down where the mails lie now, in one transaction; what waits for an administrator goes with them. */
export async function recordMoves(
  db: Kysely<Database>,
  now: Date,
  mails: readonly MovingMail[],
  outcome: Outcome,
): Promise<void> {
  const moved = mails.filter(({ id }) => outcome.uids.has(id));
  const values = { folder: outcome.destination, validity: outcome.uidValidity };
  const pairs = sql`unnest(${moved.map(({ id }) => id)}::bigint[],
    ${moved.map(({ id }) => outcome.uids.get(id) ?? 0)}::bigint[]) AS v (id, uid)`;
  await inTransaction(db, async (trx) => {
    if (moved.length > 0) {
      await sql`
        UPDATE attention a SET folder = ${values.folder}, uid_validity = ${values.validity}, uid = v.uid
        FROM ledger l JOIN ${pairs} ON v.id = l.id
        WHERE a.folder = l.folder AND a.uid_validity = l.uid_validity AND a.uid = l.uid`.execute(trx);
      await sql`
        UPDATE ledger SET folder = ${values.folder}, uid_validity = ${values.validity}, uid = v.uid
        FROM ${pairs} WHERE v.id = ledger.id`.execute(trx);
    }
    await trx
      .updateTable('ledger')
      .set({ moving_to: null })
      .where(
        'id',
        'in',
        mails.map(({ id }) => id),
      )
      .execute();
    const remains = moved.filter(({ uid }) => outcome.leftBehind.has(uid));
    if (remains.length > 0) await enterRemains(trx, now, remains);
  });
}

/** What stayed at the old place is no new mail: it has a row of its own, of no contact. */
async function enterRemains(trx: Transaction<Database>, now: Date, mails: readonly MovingMail[]): Promise<void> {
  const ids = mails.map(({ id }) => id);
  const rows = await trx.selectFrom('ledger').selectAll().where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  await trx
    .insertInto('ledger')
    .values(
      mails.flatMap(({ id, folder, uid_validity, uid, message_id, header_digest }) => {
        const row = byId.get(id);
        if (row === undefined) return [];
        const { size_bytes, internal_date } = row;
        return [{ folder, uid_validity, uid, message_id, header_digest, size_bytes, internal_date, taken_in_at: now }];
      }),
    )
    .onConflict((conflict) => conflict.columns(['folder', 'uid_validity', 'uid']).doNothing())
    .execute();
}

/** Writes down that all mails of these contacts lie where their state wants them, or are not ours to move any more. */
export async function recordPlaced(
  db: Kysely<Database>,
  contactIds: readonly ContactId[],
  state: ContactState,
  destination: string,
): Promise<void> {
  await db
    .updateTable('contacts')
    .set({ mails_folder: destination })
    .where('id', 'in', [...contactIds])
    .where('state', '=', state)
    .execute();
}
