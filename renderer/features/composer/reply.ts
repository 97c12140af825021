import type { ContactSummary, Mailbox } from '../../../common/contract/contact';
import type { MailContent } from '../../../common/contract/mail-content';

/** "Re:" in the forms that mail programs of our languages and their neighbours write, repeated or numbered. */
const REPLY_PREFIX = /^(?:(?:re|aw|antw|odp|ynt|sv|vs|rif|res|회신|답장|返信|回复)(?:\[\d+\])?\s*[:：]\s*)+/iu;

/** The subject of an answer: one `Re:`, whatever was in front before. */
export function replySubject(subject: string): string {
  const bare = subject.trim().replace(REPLY_PREFIX, '').trim();
  return `Re: ${bare}`.trim();
}

/** To whom an answer goes: Reply-To, else From (RFC 5322, 3.6.2), else the customer as the service knows them. */
export function replyRecipients(contact: ContactSummary, mails: MailContent[]): Mailbox[] {
  const newest = mails.at(-1);
  const wanted = newest?.replyTo.length ? newest.replyTo : newest?.from ? [newest.from] : [];
  // A form that writes our own address as sender must not make us answer ourselves.
  const others = wanted.filter((mailbox) => mailbox.address.toLowerCase() !== contact.entryPoint.address.toLowerCase());
  return others.length > 0 ? others : [contact.customer];
}
