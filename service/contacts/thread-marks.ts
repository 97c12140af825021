import { sql, type Transaction } from 'kysely';
import type { Mailbox } from '../../common/contract/contact';
import type { EntryPointId } from '../../common/ids';
import { withAddressToken, writeThreadToken } from '../../common/mail/thread-token';
import type { Database } from '../store/schema';
import { signThread, threadKey, type ThreadOf } from './thread-signature';

/** By what, beside its Message-ID, the answer to a message is recognised. */
export type ThreadMarks = {
  /** To be in the subject, once. */
  subjectToken: string | null;
  /** Where answers go, instead of to the sender. */
  replyTo: Mailbox | null;
};

const NONE: ThreadMarks = { subjectToken: null, replyTo: null };

/** The marks that a message from this entry point carries. An address that has no room for a token leaves it to the subject. */
export async function threadMarks(
  trx: Transaction<Database>,
  entryPoint: { id: EntryPointId; address: string; display_name: string },
  thread: ThreadOf,
): Promise<ThreadMarks> {
  const where = await tokenPlace(trx, entryPoint.id);
  if (where === 'none') return NONE;
  const token = writeThreadToken(signThread(await threadKey(trx), thread));
  const address = where === 'address' ? withAddressToken(entryPoint.address, token) : null;
  if (address === null) return { ...NONE, subjectToken: token };
  return { ...NONE, replyTo: { name: entryPoint.display_name, address } };
}

/** Asked of the database, because reading the whole configuration for each reply would cost more than the reply. */
async function tokenPlace(trx: Transaction<Database>, id: EntryPointId): Promise<'none' | 'subject' | 'address'> {
  const { rows } = await sql<{ place: string | null }>`
    SELECT point->>'threadToken' AS place
    FROM (SELECT content FROM configurations ORDER BY version DESC LIMIT 1) AS newest,
      jsonb_array_elements(newest.content->'entryPoints') AS point
    WHERE point->>'id' = ${id}`.execute(trx);
  const place = rows[0]?.place;
  return place === 'subject' || place === 'address' ? place : 'none';
}
