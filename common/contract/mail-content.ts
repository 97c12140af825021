import { z } from 'zod';
import { mailboxSchema } from './contact';

/** One attachment, named and measured without having been downloaded. */
export const attachmentSchema = z.object({
  /** IMAP body part number, such as `2.1`. */
  part: z.string(),
  /** Made safe: no path, no control characters. */
  fileName: z.string(),
  contentType: z.string(),
  /** Octets as transferred (base64 counts about 4/3). */
  sizeBytes: z.int(),
  /** Executable or double extension: the desk warns. */
  isDangerous: z.boolean(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** An inbound mail as the renderer gets it. `html` is hostile until sanitised. */
export const mailContentSchema = z.object({
  folder: z.string(),
  uid: z.int(),
  messageId: z.string().nullable(),
  from: mailboxSchema.nullable(),
  replyTo: z.array(mailboxSchema),
  to: z.array(mailboxSchema),
  cc: z.array(mailboxSchema),
  /** How many recipients the header names in all; `to` and `cc` carry at most 100 of them. */
  recipientCount: z.int(),
  subject: z.string(),
  date: z.iso.datetime().nullable(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  /** True where a body was longer than the desk's limit and was cut. */
  isTruncated: z.boolean(),
  /** `cid:` pictures by content id (no angle brackets), as data: URIs of image types only. */
  inlineImages: z.record(z.string(), z.string()),
  attachments: z.array(attachmentSchema),
});
export type MailContent = z.infer<typeof mailContentSchema>;

/** What the agent has typed so far for one contact. */
export const draftSchema = z.object({
  to: z.array(mailboxSchema).max(100),
  cc: z.array(mailboxSchema).max(100),
  subject: z.string().max(2000),
  /** Quill's Delta as JSON, so that the editor gets back exactly what it had. */
  delta: z.string().max(20_000_000),
  savedAt: z.iso.datetime(),
});
export type Draft = z.infer<typeof draftSchema>;
