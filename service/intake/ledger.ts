import { sql, type Kysely, type Transaction } from 'kysely';
import type { ContactId } from '../../common/ids';
import type { Database } from '../store/schema';

/** The identity of a mail in the store (RFC 3501, 2.3.1.1), and what recognises it when UIDVALIDITY changed. */
export type MailIdentity = {
  folder: string;
  uidValidity: number;
  uid: number;
  messageId: string | null;
  sizeBytes: number;
  internalDate: Date;
};

/** The UIDs of a folder that are in the ledger. */
export async function knownUids(db: Kysely<Database>, folder: string, uidValidity: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('ledger')
    .select('uid')
    .where('folder', '=', folder)
    .where('uid_validity', '=', uidValidity)
    .execute();
  return new Set(rows.map((row) => row.uid));
}

/** Whether mails of this folder were taken in under another UIDVALIDITY, so that the same ones may come again. */
export async function hasOtherValidity(db: Kysely<Database>, folder: string, uidValidity: number): Promise<boolean> {
  const row = await db
    .selectFrom('ledger')
    .select('id')
    .where('folder', '=', folder)
    .where('uid_validity', '!=', uidValidity)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes a mail down; null where it is in the ledger already. */
export async function enterIntoLedger(
  trx: Transaction<Database>,
  mail: MailIdentity,
  takenInAt: Date,
): Promise<number | null> {
  const row = await trx
    .insertInto('ledger')
    .values({
      folder: mail.folder,
      uid_validity: mail.uidValidity,
      uid: mail.uid,
      message_id: mail.messageId,
      size_bytes: mail.sizeBytes,
      internal_date: mail.internalDate,
      taken_in_at: takenInAt,
    })
    .onConflict((conflict) => conflict.columns(['folder', 'uid_validity', 'uid']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Ties a mail of the ledger to its contact. */
export async function setLedgerContact(
  trx: Transaction<Database>,
  ledgerId: number,
  contactId: ContactId,
): Promise<void> {
  await trx.updateTable('ledger').set({ contact_id: contactId }).where('id', '=', ledgerId).execute();
}

/**
 * After UIDVALIDITY changed: finds the row under which this very mail was taken in (same Message-ID or none, size and
 * date of arrival) and writes its new UID there. Each row is used once, so that two mails alike stay two. False where
 * there is none: then the mail is new.
 */
export async function reclaimUnderNewUid(trx: Transaction<Database>, mail: MailIdentity): Promise<boolean> {
  const old = await trx
    .selectFrom('ledger')
    .select(['id', 'uid_validity', 'uid'])
    .where('folder', '=', mail.folder)
    .where('uid_validity', '!=', mail.uidValidity)
    .where('size_bytes', '=', mail.sizeBytes)
    .where('internal_date', '=', mail.internalDate)
    .where(sql<boolean>`message_id IS NOT DISTINCT FROM ${mail.messageId}`)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (old === undefined) return false;
  const place = { uid_validity: mail.uidValidity, uid: mail.uid };
  await trx.updateTable('ledger').set(place).where('id', '=', old.id).execute();
  await trx
    .updateTable('attention')
    .set(place)
    .where('folder', '=', mail.folder)
    .where('uid_validity', '=', old.uid_validity)
    .where('uid', '=', old.uid)
    .execute();
  return true;
}
