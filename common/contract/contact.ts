import { z } from 'zod';
import { contactIdSchema, csqIdSchema, outgoingIdSchema } from '../ids';

export const CONTACT_STATES = ['queued', 'offered', 'active', 'wrap-up', 'closed', 'postponed', 'in-review'] as const;
export const contactStateSchema = z.enum(CONTACT_STATES);
export type ContactState = z.infer<typeof contactStateSchema>;

export const OUTGOING_STATES = [
  'draft',
  'in-review',
  'queued',
  'sending',
  'sent',
  'cancelled',
  'failed',
  'uncertain',
  'bounced',
] as const;
export const outgoingStateSchema = z.enum(OUTGOING_STATES);
export type OutgoingState = z.infer<typeof outgoingStateSchema>;

/** Why a contact was routed in another way than an address of ours would have it. */
export const routingWarningSchema = z.enum(['no-known-recipient']);
export type RoutingWarning = z.infer<typeof routingWarningSchema>;

/** A mailbox as it stands in a header: display name (may be empty) and addr-spec. */
export const mailboxSchema = z.object({
  name: z.string().max(1000),
  address: z.string().min(3).max(320),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

/** A contact as the work list shows it. Times are ISO, by the service's clock. */
export const contactSummarySchema = z.object({
  id: contactIdSchema,
  /** Short number that people say to each other. */
  number: z.int(),
  state: contactStateSchema,
  csq: z.object({ id: csqIdSchema, name: z.string() }),
  entryPoint: mailboxSchema,
  customer: mailboxSchema,
  subject: z.string(),
  /** 1 (highest) to 10. */
  priority: z.int().min(1).max(10),
  routingWarning: routingWarningSchema.nullable(),
  arrivedAt: z.iso.datetime(),
  offeredAt: z.iso.datetime().nullable(),
  offerExpiresAt: z.iso.datetime().nullable(),
  acceptedAt: z.iso.datetime().nullable(),
  wrapUpUntil: z.iso.datetime().nullable(),
  postponedUntil: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  dispositionCode: z.string().nullable(),
  /** How many mails of the customer belong to it: one more, and the desk fetches again. */
  mailCount: z.int().min(0),
  /** State of the newest outgoing message of this contact. */
  outgoingState: outgoingStateSchema.nullable(),
});
export type ContactSummary = z.infer<typeof contactSummarySchema>;

/** An outgoing message as the "Sent and waiting" list shows it. */
export const outgoingSummarySchema = z.object({
  id: outgoingIdSchema,
  contactId: contactIdSchema,
  messageId: z.string(),
  state: outgoingStateSchema,
  subject: z.string(),
  to: z.array(mailboxSchema),
  /** The SMTP server's words for a failure or an uncertain outcome. */
  serverWords: z.string().nullable(),
  changedAt: z.iso.datetime(),
});
export type OutgoingSummary = z.infer<typeof outgoingSummarySchema>;

export const reasonSchema = z.object({ code: z.string(), label: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

export const contactRefSchema = z.object({ contactId: contactIdSchema });

/** What a person writes about a contact. The database takes every character but U+0000. */
const remarkSchema = z
  .string()
  .max(10_000)
  .refine((text) => !text.includes('\0'), 'holds U+0000');

/** An internal note; the text is kept as it was written. */
export const newNoteSchema = z.object({
  contactId: contactIdSchema,
  text: remarkSchema.refine((text) => text.trim() !== '', 'is empty'),
});

/** An internal note with who wrote it and when (ISO). */
export const contactNoteSchema = z.object({
  id: z.string(),
  author: z.string(),
  text: z.string(),
  at: z.iso.datetime(),
});
export type ContactNote = z.infer<typeof contactNoteSchema>;

/** Why a contact ends: recorded by wrap-up, or when it is closed without a reply. */
export const wrapUpSchema = z.object({
  contactId: contactIdSchema,
  reasonCode: z.string().min(1).max(64),
  notes: remarkSchema,
});
