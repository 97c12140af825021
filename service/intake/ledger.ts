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

/** Ties a mail of the ledger to its contact, whose mails are then not all where they are to lie. */
export async function setLedgerContact(
  trx: Transaction<Database>,
  ledgerId: number,
  contactId: ContactId,
): Promise<void> {
  await trx.updateTable('ledger').set({ contact_id: contactId }).where('id', '=', ledgerId).execute();
  await trx
    .updateTable('contacts')
    .set({ mails_folder: null })
    .where('id', '=', contactId)
    .where('mails_folder', 'is not', null)
    .execute();
}
