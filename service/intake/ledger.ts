import { sql, type Kysely, type Transaction } from 'kysely';
import type { ContactId } from '../../common/ids';
import { insertion } from '../store/insert-rows';
import type { Database } from '../store/schema';

/** The identity of a mail in the store (RFC 3501, 2.3.1.1), and what recognises it under another UID. */
export type MailIdentity = {
  folder: string;
  uidValidity: number;
  uid: number;
  messageId: string | null;
  sizeBytes: number;
  internalDate: Date;
  /** SHA-256 of the header; null where it could not be fetched. */
  headerDigest: Buffer | null;
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

/** Writes a mail down; null where it is in the ledger already. */
export async function enterIntoLedger(
  trx: Transaction<Database>,
  mail: MailIdentity,
  takenInAt: Date,
): Promise<number | null> {
  const row = await trx
    .insertInto('ledger')
    .values(ledgerRow(mail, takenInAt))
    .onConflict((conflict) => conflict.columns(['folder', 'uid_validity', 'uid']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

const COLUMNS = {
  folder: 'text',
  uid_validity: 'bigint',
  uid: 'bigint',
  message_id: 'text',
  size_bytes: 'bigint',
  internal_date: 'timestamptz',
  header_digest: 'bytea',
  taken_in_at: 'timestamptz',
  contact_id: 'uuid',
} as const;

/** Writes mails of one folder down with their contacts, and gives the rows' ids by UID. Fails if one is there already. */
export async function enterContactsIntoLedger(
  trx: Transaction<Database>,
  entries: readonly { mail: MailIdentity; contactId: ContactId }[],
  takenInAt: Date,
): Promise<Map<number, number>> {
  const added = entries.map(({ mail, contactId }) => ({ ...ledgerRow(mail, takenInAt), contact_id: contactId }));
  const returned = sql<{ id: number; uid: number }>`${insertion('ledger', COLUMNS, added)} RETURNING id, uid`;
  const { rows } = await returned.execute(trx);
  return new Map(rows.map((row) => [row.uid, row.id]));
}

function ledgerRow(mail: MailIdentity, takenInAt: Date) {
  return {
    folder: mail.folder,
    uid_validity: mail.uidValidity,
    uid: mail.uid,
    message_id: mail.messageId,
    size_bytes: mail.sizeBytes,
    internal_date: mail.internalDate,
    header_digest: mail.headerDigest,
    taken_in_at: takenInAt,
  };
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
 * A mail that was taken in under another UID: UIDVALIDITY changed, or somebody moved it out of the folder and back. The
 * row of a mail with the same header, size and date of arrival is given the new UID, if there is no mail under its old
 * one any more; each row once, so that two mails alike stay two. `present`: the UIDs in the folder now; without them the
 * answer may be `undecided`. `new`: no such row.
 */
export async function reclaimUnderNewUid(
  trx: Transaction<Database>,
  mail: MailIdentity,
  present: ReadonlySet<number> | null,
): Promise<'reclaimed' | 'undecided' | 'new'> {
  const alike = await trx
    .selectFrom('ledger')
    .select(['id', 'uid_validity', 'uid'])
    .where('header_digest', '=', mail.headerDigest)
    .where('folder', '=', mail.folder)
    .where('size_bytes', '=', mail.sizeBytes)
    .where('internal_date', '=', mail.internalDate)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  const isHere = alike.some((row) => row.uid_validity === mail.uidValidity && row.uid === mail.uid);
  if (isHere || alike.length === 0) return 'new';
  const old = alike.find((row) => row.uid_validity !== mail.uidValidity || present?.has(row.uid) === false);
  if (old === undefined) return present === null ? 'undecided' : 'new';
  const place = { uid_validity: mail.uidValidity, uid: mail.uid };
  await trx.updateTable('ledger').set(place).where('id', '=', old.id).execute();
  await trx
    .updateTable('attention')
    .set(place)
    .where('folder', '=', mail.folder)
    .where('uid_validity', '=', old.uid_validity)
    .where('uid', '=', old.uid)
    .execute();
  return 'reclaimed';
}
