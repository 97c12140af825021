import { convert } from 'html-to-text';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mailbox } from '../../common/contract/contact';
import type { PreparedReply } from '../../common/contract/service-api';
import { withSubjectToken } from '../../common/mail/thread-token';
import { detachPictures } from './detach-pictures';

export type ReplyContent = { to: Mailbox[]; cc: Mailbox[]; subject: string; html: string };

/**
 * The finished message as it will be sent: multipart/alternative with a text part made from the HTML, pictures pasted
 * into the editor as `cid:` parts (mail programs do not show data: addresses), the header fields the service fixed.
 */
export async function composeMail(prepared: PreparedReply, content: ReplyContent, date: Date): Promise<Buffer> {
  const { html, pictures } = detachPictures(content.html, prepared.messageId);
  const composer = new MailComposer({
    from: prepared.from,
    to: content.to,
    cc: content.cc,
    ...(prepared.replyTo === null ? {} : { replyTo: prepared.replyTo }),
    subject: subjectOf(prepared, content),
    messageId: prepared.messageId,
    ...(prepared.inReplyTo === null ? {} : { inReplyTo: prepared.inReplyTo }),
    ...(prepared.references.length === 0 ? {} : { references: prepared.references }),
    date,
    text: htmlAsText(content.html),
    html: asDocument(html),
    attachments: pictures,
    // Nothing in a reply may make this process read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return composer.compile().build();
}

/** Readable text of the editor's HTML: links with their targets, lists, quotes with `>`. */
export function htmlAsText(html: string): string {
  return convert(html, {
    wordwrap: 76,
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'img', format: 'skip' },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'blockquote', options: { trimEmptyLines: true } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).replace(/^\n+|\s+$/g, '');
}

function asDocument(html: string): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${html}</body></html>`;
}

/** With the conversation's token, where the service wants one: once, however often it went to and fro. */
function subjectOf({ subjectToken }: PreparedReply, { subject }: ReplyContent): string {
  return subjectToken === null ? oneLine(subject) : withSubjectToken(oneLine(subject), subjectToken);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}
