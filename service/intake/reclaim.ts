import type { Transaction } from 'kysely';
import type { Place } from '../attention/record-attention';
import type { Database } from '../store/schema';
import type { Elsewhere } from './elsewhere';
import type { MailIdentity } from './ledger';

/** What is known of where mails lie: `here`, all UIDs of the mail's folder, if it was listed after the mail was seen. */
export type Presence = { here: ReadonlySet<number> | null; elsewhere: Elsewhere };

type Row = { id: number; folder: string; uid_validity: number; uid: number };

/**
 * A mail that was taken in under another UID: UIDVALIDITY changed, or somebody moved it, within the folder's history or
 * from another folder. The row of a mail with the same header, size and date of arrival is given the new place, if there
 * is no mail at its old one any more; each row once, so that two mails alike stay two, also in two folders. Where it is
 * not known whether the old place is empty the answer is `undecided`. `new`: no such row.
 */
export async function reclaimUnderNewUid(
  trx: Transaction<Database>,
  mail: MailIdentity,
  presence: Presence,
): Promise<'reclaimed' | 'undecided' | 'new'> {
  const alike = await trx
    .selectFrom('ledger')
    .select(['id', 'folder', 'uid_validity', 'uid'])
    .where('header_digest', '=', mail.headerDigest)
    .where('size_bytes', '=', mail.sizeBytes)
    .where('internal_date', '=', mail.internalDate)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  const isHere = alike.some((row) => isAt(row, mail));
  if (isHere || alike.length === 0) return 'new';
  // those of the same folder first: a copy that was made elsewhere must not take the row of the mail it was made of
  const inOrder = [
    ...alike.filter((row) => row.folder === mail.folder),
    ...alike.filter((row) => row.folder !== mail.folder),
  ];
  const isGone = inOrder.map((row) => isPlaceEmpty(row, mail, presence));
  const old = inOrder[isGone.indexOf(true)];
  if (old === undefined) return isGone.includes(null) ? 'undecided' : 'new';
  await movePlace(trx, old, mail);
  return 'reclaimed';
}

/** Writes down that a mail of the ledger lies elsewhere now; what waits for an administrator goes with it. */
export async function movePlace(trx: Transaction<Database>, row: Row, to: Place): Promise<void> {
  const place = { folder: to.folder, uid_validity: to.uidValidity, uid: to.uid };
  await trx
    .updateTable('ledger')
    .set({ ...place, moving_to: null })
    .where('id', '=', row.id)
    .execute();
  await trx
    .updateTable('attention')
    .set(place)
    .where('folder', '=', row.folder)
    .where('uid_validity', '=', row.uid_validity)
    .where('uid', '=', row.uid)
    .execute();
}

function isAt(row: Row, place: Place): boolean {
  return row.folder === place.folder && row.uid_validity === place.uidValidity && row.uid === place.uid;
}

/** Null where it is not known. What is gone stays gone: a UID is never given twice under one UIDVALIDITY. */
function isPlaceEmpty(row: Row, mail: MailIdentity, { here, elsewhere }: Presence): boolean | null {
  if (row.folder !== mail.folder) {
    return elsewhere.isEmpty({ folder: row.folder, uidValidity: row.uid_validity, uid: row.uid });
  }
  if (row.uid_validity !== mail.uidValidity) return true;
  return here === null ? null : !here.has(row.uid);
}
