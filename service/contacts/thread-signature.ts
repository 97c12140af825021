import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ConversationId } from '../../common/ids';
import { SIGNATURE_LENGTH, type ThreadToken } from '../../common/mail/thread-token';
import type { Database } from '../store/schema';

const KEY_NAME = 'thread-token';
const KEY_BYTES = 32;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** What a token stands for. */
export type ThreadOf = { contactNumber: number; conversationId: ConversationId };

/**
 * The key that tokens are signed with. Made once: of several instances that make it at once the first to commit wins, the
 * others wait for it and read its key. Died before COMMIT: there is none, and nothing was signed with it that left us.
 */
export async function threadKey(trx: Transaction<Database>): Promise<Buffer> {
  const read = () => trx.selectFrom('service_secrets').select('secret').where('name', '=', KEY_NAME).executeTakeFirst();
  const known = await read();
  if (known !== undefined) return known.secret;
  await trx
    .insertInto('service_secrets')
    .values({ name: KEY_NAME, secret: randomBytes(KEY_BYTES) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const made = await read();
  if (made === undefined) throw new Error('the key for tokens was neither found nor made');
  return made.secret;
}

/** Signs what a token stands for: the first 80 bits of HMAC-SHA-256 (RFC 2104, 5 asks for no fewer). */
export function signThread(key: Buffer, { contactNumber, conversationId }: ThreadOf): ThreadToken {
  const mac = createHmac('sha256', key).update(`thread\0${contactNumber}\0${conversationId}`).digest();
  return { contactNumber, signature: base32(mac).slice(0, SIGNATURE_LENGTH) };
}

/** Whether we made this token for that conversation; takes the same time whatever is wrong with it. */
export function isThreadToken(key: Buffer, token: ThreadToken, conversationId: ConversationId): boolean {
  const expected = signThread(key, { contactNumber: token.contactNumber, conversationId }).signature;
  return token.signature.length === expected.length && timingSafeEqual(asOctets(token.signature), asOctets(expected));
}

function asOctets(signature: string): Buffer {
  // one octet for each character, so that lengths agree
  return Buffer.from(signature, 'latin1');
}

function base32(octets: Buffer): string {
  const bits = [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(parseInt(group, 2))).join('');
}
