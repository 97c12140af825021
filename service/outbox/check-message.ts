import { parseAddressList } from '../../common/mail/address-list';
import { normaliseAddress } from '../../common/mail/addresses';
import { fieldValue, fieldValues, splitHeader } from '../../common/mail/header-block';
import { parseMessageId } from '../../common/mail/message-ids';
import type { SmtpMessage } from '../mail-store/smtp-session';

/** What the database knows of a message before it is fetched. */
export type ExpectedMessage = { messageId: string; entryPointAddress: string; isAutomatic: boolean };

/** The message as it may be sent, or why it may not, in words for the agent. */
export type CheckedMessage = { isSendable: true; message: SmtpMessage } | { isSendable: false; words: string };

/**
 * Looks at what lies in the Outbox before it is sent: it must be the message that was prepared, from the address of its
 * queue, and to somebody. Whoever can append to the Outbox cannot thereby send from an address of their choice.
 */
export function checkMessage(raw: Buffer, expected: ExpectedMessage): CheckedMessage {
  const end = headerEnd(raw);
  const headerText = raw.toString('latin1', 0, end);
  const fields = splitHeader(headerText);
  const ourAddress = normaliseAddress(expected.entryPointAddress);
  const refuse = (words: string): CheckedMessage => ({ isSendable: false, words });

  const [messageId, ...moreIds] = fieldValues(fields, 'message-id');
  if (messageId === undefined || moreIds.length > 0 || parseMessageId(messageId) !== expected.messageId) {
    return refuse('Not sent: the message in the Outbox is not the one that was prepared.');
  }
  const [from, ...moreFroms] = fieldValues(fields, 'from').flatMap(parseAddressList);
  if (from === undefined || moreFroms.length > 0 || from.address !== ourAddress) {
    return refuse('Not sent: From is not the address of the queue.');
  }
  const sender = fieldValue(fields, 'sender');
  if (sender !== null && parseAddressList(sender)[0]?.address !== ourAddress) {
    return refuse('Not sent: Sender is not the address of the queue.');
  }
  const recipients = ['to', 'cc', 'bcc'].flatMap((name) => fieldValues(fields, name)).flatMap(parseAddressList);
  const to = [...new Set(recipients.map((recipient) => recipient.address))];
  if (to.length === 0) return refuse('Not sent: the message has no recipient.');
  // RFC 3834, 3.3: nobody may answer to an automatic reply, not even a server that cannot deliver it
  const envelopeFrom = expected.isAutomatic ? '' : from.address;
  const header = Buffer.from(withoutBcc(headerText), 'latin1');
  return {
    isSendable: true,
    message: { from: envelopeFrom, to, raw: Buffer.concat([header, raw.subarray(end)]) },
  };
}

/** Where the header ends: before the empty line, which stays with the body. */
function headerEnd(raw: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => ({ at: raw.indexOf(gap), gap })).filter(({ at }) => at >= 0);
  const first = ends.sort((a, b) => a.at - b.at)[0];
  return first === undefined ? raw.length : first.at + first.gap.length / 2;
}

/** RFC 5322, 3.6.3: the recipients must not learn of those in Bcc. */
function withoutBcc(header: string): string {
  return header.replace(/^(?:resent-)?bcc[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|$)/gim, '');
}
