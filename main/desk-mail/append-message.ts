import type { ImapFlow } from 'imapflow';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation } from '../../common/contract/service-api';

/**
 * Appends a finished message. Answers where it lies, or null where the server does not say (no UIDPLUS). \Seen, so that
 * people who look into the folder with another program do not see their own mail as new.
 */
export async function appendMessage(
  client: ImapFlow,
  message: { folder: string; messageId: string; raw: Buffer },
): Promise<MailLocation | null> {
  const answer = await client.append(message.folder, message.raw, ['\\Seen']);
  if (answer === false) throw new CodedError('mail-connection-lost', 'The connection was not ready for an APPEND');
  if (answer.uid === undefined || answer.uidValidity === undefined) return null;
  const { folder, messageId } = message;
  return { folder, uidValidity: answer.uidValidity.toString(), uid: answer.uid, messageId };
}
