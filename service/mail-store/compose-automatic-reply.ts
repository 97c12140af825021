import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mailbox } from '../../common/contract/contact';

/** An automatic reply before it is a message. Ids with their angle brackets. */
export type AutomaticReply = {
  messageId: string;
  from: Mailbox;
  to: Mailbox[];
  replyTo: Mailbox | null;
  subject: string;
  text: string;
  /** The mail that is answered; null where it has no usable id. */
  inReplyTo: string | null;
  date: Date;
};

/**
 * The message as it will be sent: plain text, quoted-printable, with the fields by which machines know it for what it is
 * (RFC 3834, 3.1 and 5; `X-Auto-Response-Suppress` is Exchange's). No `Precedence`: RFC 3834, 3.1.8 recommends none, filters
 * put such mail aside, and those who heed nothing else are stopped by the null sender and by our limit.
 */
export async function composeAutomaticReply(reply: AutomaticReply): Promise<Buffer> {
  const { messageId, from, to, replyTo, subject, text, inReplyTo, date } = reply;
  const composer = new MailComposer({
    from,
    to,
    ...(replyTo === null ? {} : { replyTo }),
    subject,
    messageId,
    ...(inReplyTo === null ? {} : { inReplyTo, references: [inReplyTo] }),
    date,
    text,
    textEncoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return composer.compile().build();
}
