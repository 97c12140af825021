import PostalMime from 'postal-mime';

/** A mail as its receiver's program reads it. */
export type ReceivedMail = {
  messageId: string | null;
  from: string | null;
  to: string[];
  subject: string;
  inReplyTo: string | null;
  references: string[];
  /** The text part with every run of white space as one space: where lines are folded is the sender's business. */
  words: string;
  html: string;
  headers: { key: string; value: string }[];
};

/** Reads a raw mail with a parser that the product's sending side does not use. */
export async function parseReceived(raw: Buffer): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw);
  return {
    messageId: mail.messageId ?? null,
    from: mail.from?.address ?? null,
    to: (mail.to ?? []).flatMap((address) => address.address ?? []),
    subject: mail.subject ?? '',
    inReplyTo: mail.inReplyTo ?? null,
    references: mail.references?.split(/\s+/).filter((id) => id !== '') ?? [],
    words: (mail.text ?? '').replaceAll(/\s+/g, ' ').trim(),
    html: mail.html ?? '',
    headers: mail.headers,
  };
}
