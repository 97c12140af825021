import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { StoreFolder } from '../../mail-store/store-folder';
import { uidRange } from '../../mail-store/uid-range';
import type { Database } from '../../store/schema';
import type { MovingMail } from './moving-mail';

/** Of a folder with many mails that are not ours, the newest of them are looked at. */
const LOOKED_AT = 500;

/**
 * Where the copies of mails lie in a folder, by the ids of their rows: mails that the ledger does not have there, with the
 * same header. `from`: they can only have come at this UID or later, if that is known.
 */
export async function findCopies(
  db: Kysely<Database>,
  folder: StoreFolder,
  mails: readonly MovingMail[],
  from: number | null,
): Promise<Map<number, number>> {
  await folder.refresh();
  const listed = from === null ? await folder.listUids() : await folder.existing(`${from}:*`);
  const found = new Map<number, number>();
  await match(found, mails, folder, await unknownOf(db, folder, listed.slice(-(mails.length + LOOKED_AT))));
  for (const mail of mails) {
    if (found.has(mail.id) || mail.message_id === null) continue;
    const uids = await folder.findByMessageId(mail.message_id);
    await match(found, [mail], folder, await unknownOf(db, folder, uids));
  }
  return found;
}

/** Gives each mail a UID of its own, so that two mails alike stay two. */
async function match(
  found: Map<number, number>,
  mails: readonly MovingMail[],
  folder: StoreFolder,
  uids: readonly number[],
): Promise<void> {
  if (uids.length === 0) return;
  const taken = new Set(found.values());
  for await (const { uid, header } of folder.fetchHeaders(uidRange(uids))) {
    const digest = createHash('sha256').update(header).digest();
    const mail = mails.find(({ id, header_digest }) => !found.has(id) && header_digest?.equals(digest) === true);
    if (mail === undefined || taken.has(uid)) continue;
    found.set(mail.id, uid);
    taken.add(uid);
  }
}

async function unknownOf(db: Kysely<Database>, folder: StoreFolder, uids: readonly number[]): Promise<number[]> {
  if (uids.length === 0) return [];
  const rows = await db
    .selectFrom('ledger')
    .select('uid')
    .where('folder', '=', folder.path)
    .where('uid_validity', '=', folder.uidValidity)
    .where('uid', 'in', [...uids])
    .execute();
  const known = new Set(rows.map((row) => row.uid));
  return uids.filter((uid) => !known.has(uid));
}
