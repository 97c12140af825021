import type { ImapFlow } from 'imapflow';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation } from '../../common/contract/service-api';

/**
 * Selects a mail's folder read-only (EXAMINE), so that nothing done with it can set \Seen, and answers its UID there. A
 * folder made anew has another UIDVALIDITY and other UIDs; the mail is then found by its Message-ID.
 * Rejects with `mail-not-found`.
 */
export async function withLocatedMail<T>(
  client: ImapFlow,
  location: MailLocation,
  work: (uid: number) => Promise<T>,
): Promise<T> {
  const lock = await client.getMailboxLock(location.folder, { readOnly: true });
  try {
    const mailbox = client.mailbox;
    if (mailbox === false) throw notFound();
    if (mailbox.uidValidity.toString() === location.uidValidity && (await exists(client, location.uid))) {
      return await work(location.uid);
    }
    const [uid] = location.messageId === null ? [] : await searchMessageId(client, location.messageId);
    if (uid === undefined) throw notFound();
    return await work(uid);
  } finally {
    lock.release();
  }
}

/**
 * Where a message with this Message-ID lies, looking through the folders in the order in which a message moves through
 * them: one that is moved between two looks is then seen in the second.
 */
export async function findByMessageId(
  client: ImapFlow,
  folders: readonly string[],
  messageId: string,
): Promise<MailLocation | null> {
  for (const folder of folders) {
    const lock = await client.getMailboxLock(folder, { readOnly: true });
    try {
      const [uid] = await searchMessageId(client, messageId);
      const mailbox = client.mailbox;
      if (uid !== undefined && mailbox !== false) {
        return { folder, uidValidity: mailbox.uidValidity.toString(), uid, messageId };
      }
    } finally {
      lock.release();
    }
  }
  return null;
}

async function searchMessageId(client: ImapFlow, messageId: string): Promise<number[]> {
  // A folder that is selected already learns of new mail by a NOOP only.
  await client.noop();
  const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
  return Array.isArray(found) ? found : [];
}

/** Servers tell a selected folder's new mail with the next command; the first look may come too early for it. */
async function exists(client: ImapFlow, uid: number): Promise<boolean> {
  const look = async () => (await client.fetchOne(String(uid), { uid: true }, { uid: true })) !== false;
  if (await look()) return true;
  await client.noop();
  return look();
}

function notFound(): CodedError {
  return new CodedError('mail-not-found', 'The mail is not where it was');
}
