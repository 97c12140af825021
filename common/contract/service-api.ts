import { z } from 'zod';
import { contactIdSchema, outgoingIdSchema } from '../ids';
import { agentSchema, setAgentStateSchema } from './agent';
import { configurationApi } from './configuration/configuration-api';
import { contactActionsApi } from './contact-actions';
import { contactRefSchema, mailboxSchema, outgoingStateSchema, wrapUpSchema } from './contact';
import { deskSnapshotSchema } from './desk';
import { attentionRefSchema, intakeViewSchema } from './intake';

/**
 * The service's procedures: one map from name to kind, input and output, from which the service builds its tRPC router
 * and the desktop its typed client. Errors travel as tRPC errors whose `data.replydeskCode` is an {@link ErrorCode}.
 */

const nothing = z.object({});

/** How a desk reaches the mail store by IMAP, handed out after sign-in. The password goes into the OS keychain only. */
export const mailStoreAccessSchema = z.object({
  host: z.string(),
  port: z.int().min(1).max(65535),
  security: z.enum(['tls', 'starttls', 'plain']),
  user: z.string(),
  pass: z.string(),
  /** PEM of an own certificate authority, or null for the system's. */
  caPem: z.string().nullable(),
  folders: z.object({
    inbox: z.string(),
    outbox: z.string(),
    drafts: z.string(),
    sent: z.string(),
  }),
});
export type MailStoreAccess = z.infer<typeof mailStoreAccessSchema>;

/** Where a mail lies in the store. UIDVALIDITY is a decimal string, because IMAP's 32 bits come as a BigInt. */
export const mailLocationSchema = z.object({
  folder: z.string(),
  uidValidity: z.string().regex(/^\d+$/),
  uid: z.int().positive(),
  messageId: z.string().nullable(),
});
export type MailLocation = z.infer<typeof mailLocationSchema>;

/** What the finished reply must carry in its header. */
export const preparedReplySchema = z.object({
  outgoingId: outgoingIdSchema,
  /** With angle brackets, fixed before the first attempt. */
  messageId: z.string(),
  from: mailboxSchema,
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  /** Where answers are to go, with the signed token of the conversation; null: to the sender. */
  replyTo: mailboxSchema.nullable(),
  /** The signed token that the subject carries, once; see common/mail/thread-token. */
  subjectToken: z.string().nullable(),
});
export type PreparedReply = z.infer<typeof preparedReplySchema>;

export const recipientsSchema = z.object({
  to: z.array(mailboxSchema).min(1).max(100),
  cc: z.array(mailboxSchema).max(100),
});

export const serviceApi = {
  'session.signIn': {
    kind: 'mutation',
    input: z.object({
      username: z.string().min(1).max(200),
      password: z.string().min(1).max(1000),
      deviceName: z.string().max(200),
    }),
    output: z.object({ token: z.string(), expiresAt: z.iso.datetime(), agent: agentSchema }),
  },
  'session.signOut': { kind: 'mutation', input: nothing, output: nothing },
  'session.mailStore': { kind: 'query', input: nothing, output: mailStoreAccessSchema },
  'desk.watch': { kind: 'subscription', input: nothing, output: deskSnapshotSchema },
  'agents.setState': { kind: 'mutation', input: setAgentStateSchema, output: nothing },
  'contacts.accept': { kind: 'mutation', input: contactRefSchema, output: nothing },
  /** The inbound mails of a contact the caller owns, oldest first. */
  'contacts.mails': {
    kind: 'query',
    input: contactRefSchema,
    output: z.object({ mails: z.array(mailLocationSchema) }),
  },
  'contacts.wrapUp': { kind: 'mutation', input: wrapUpSchema, output: nothing },
  ...contactActionsApi,
  /** Fixes Message-ID, From and threading. Repeating it for the same contact while its reply is a draft gives the same id. */
  'replies.prepare': {
    kind: 'mutation',
    input: z.object({ contactId: contactIdSchema, subject: z.string().max(2000) }).extend(recipientsSchema.shape),
    output: preparedReplySchema,
  },
  /** The desk has appended the message to the Outbox. The service sends it at once; the contact goes to wrap-up. */
  'replies.appended': {
    kind: 'mutation',
    input: z.object({
      outgoingId: outgoingIdSchema,
      /** Where APPENDUID said it lies, or null where the server has no UIDPLUS. */
      location: mailLocationSchema.nullable(),
    }),
    output: z.object({ state: outgoingStateSchema }),
  },
  /** For supervisors and administrators: what the watched folders hold and what needs attention, as it changes. */
  'intake.watch': { kind: 'subscription', input: nothing, output: intakeViewSchema },
  /** The same, once. */
  'intake.status': { kind: 'query', input: nothing, output: intakeViewSchema },
  /** Has a mail tried again; it comes back to the list if that fails. `wrong-state` where it is settled already. */
  'attention.retry': { kind: 'mutation', input: attentionRefSchema, output: nothing },
  /** Takes it off the list for good; the mail stays where it is. `wrong-state` where it is settled already. */
  'attention.dismiss': { kind: 'mutation', input: attentionRefSchema, output: nothing },
  ...configurationApi,
} as const;

export type ServiceApi = typeof serviceApi;
export type ProcedureName = keyof ServiceApi;
/** What is answered once. */
export type CallName = {
  [N in ProcedureName]: ServiceApi[N]['kind'] extends 'subscription' ? never : N;
}[ProcedureName];
/** What goes on answering. */
export type WatchName = Exclude<ProcedureName, CallName>;
export type ProcedureInput<N extends ProcedureName> = z.input<ServiceApi[N]['input']>;
export type ProcedureOutput<N extends ProcedureName> = z.output<ServiceApi[N]['output']>;
