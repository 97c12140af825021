import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

type Address = string | { name: string; address: string };

/** A well-formed mail. Anything malformed is written by hand in the test that needs it. */
export type MailParts = {
  from: Address;
  to: Address | Address[];
  cc?: Address[];
  replyTo?: Address;
  subject?: string;
  text?: string;
  html?: string;
  /** With angle brackets; made up when absent. */
  messageId?: string;
  inReplyTo?: string;
  references?: string[];
  date?: Date;
  headers?: Record<string, string>;
  attachments?: SendMailOptions['attachments'];
};

/** Builds the mail's octets, with CRLF line ends. */
export async function buildMail(parts: MailParts): Promise<Buffer> {
  const composer = new MailComposer({
    text: 'Hello,\n\nthis is a question.\n',
    subject: 'A question',
    // A bare LF on the wire may smuggle a second mail; Exim makes a space of it.
    newline: 'windows',
    ...parts,
  });
  return composer.compile().build();
}
