import { sql, type Kysely } from 'kysely';
import type { ContactState } from '../../../common/contract/contact';
import type { ContactId } from '../../../common/ids';
import type { Database } from '../../store/schema';

/** A mail of the ledger that is moved. */
export type MovingMail = {
  id: number;
  folder: string;
  uid_validity: number;
  uid: number;
  message_id: string | null;
  header_digest: Buffer | null;
};

/** Contacts whose mails are moved by one command, mostly. */
export const MOVED_AT_ONCE = 100;

const COLUMNS = ['id', 'folder', 'uid_validity', 'uid', 'message_id', 'header_digest'] as const;

/** Contacts in this state whose mails were not put into this folder yet; not all of them at once. */
export async function dueContacts(
  db: Kysely<Database>,
  state: ContactState,
  destination: string,
): Promise<ContactId[]> {
  // written so that the index serves each of the three; IS DISTINCT FROM is not served by any
  const found = await sql<{ id: ContactId }>`
    SELECT id FROM contacts
    WHERE state = ${state} AND (mails_folder IS NULL OR mails_folder < ${destination} OR mails_folder > ${destination})
    LIMIT ${MOVED_AT_ONCE}`.execute(db);
  return found.rows.map(({ id }) => id);
}

/** Those of their mails that lie elsewhere. */
export async function mailsElsewhere(
  db: Kysely<Database>,
  contactIds: readonly ContactId[],
  folder: string,
): Promise<MovingMail[]> {
  return db
    .selectFrom('ledger')
    .select(COLUMNS)
    .where('contact_id', 'in', [...contactIds])
    .where('folder', '!=', folder)
    .orderBy('uid')
    .execute();
}

/** Mails whose move was begun and not recorded: the process died in between, or the connection ended. */
export async function unfinishedMoves(db: Kysely<Database>): Promise<(MovingMail & { moving_to: string })[]> {
  const rows = await db
    .selectFrom('ledger')
    .select([...COLUMNS, 'moving_to'])
    .where('moving_to', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map(({ moving_to, ...mail }) => ({ ...mail, moving_to: moving_to ?? '' }));
}

/** The same folder under the same UIDVALIDITY: what one command can be about. */
export function byPlace<T extends { folder: string; uid_validity: number }>(mails: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const mail of mails) {
    const key = `${mail.uid_validity} ${mail.folder}`;
    groups.set(key, [...(groups.get(key) ?? []), mail]);
  }
  return [...groups.values()];
}
