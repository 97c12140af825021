import { z } from 'zod';
import { contactIdSchema } from '../ids';
import { setAgentStateSchema } from './agent';
import { contactRefSchema, wrapUpSchema } from './contact';
import { deskSnapshotSchema } from './desk';
import { errorCodeSchema, type Result } from './errors';
import { attentionRefSchema, intakeViewSchema } from './intake';
import type { IpcEventName, IpcRequestName } from './ipc-names';
import { draftSchema, mailContentSchema } from './mail-content';
import { recipientsSchema } from './service-api';

/**
 * The one map of IPC: what the renderer may ask of the main process, and what main tells it unasked. Main checks the
 * sender and parses every input; the preload exposes one function per name and nothing else.
 */

const nothing = z.object({});

const linkStateSchema = z.enum(['connected', 'connecting', 'offline']);

/** The two connections a desk lives on. `problem` says why one is not connected, where that is known. */
export const connectionsSchema = z.object({
  service: linkStateSchema,
  serviceProblem: errorCodeSchema.nullable(),
  mailStore: linkStateSchema,
  mailStoreProblem: errorCodeSchema.nullable(),
});
export type Connections = z.infer<typeof connectionsSchema>;

export const keychainStateSchema = z.enum(['available', 'absent', 'locked']);
export type KeychainState = z.infer<typeof keychainStateSchema>;

export const appStateSchema = z.object({
  version: z.string(),
  /** Profile of this instance (`--profile NAME`), `default` without one. */
  profile: z.string(),
  locale: z.string(),
  /** Service address the sign-in form proposes. */
  serviceUrl: z.string(),
  /** User name the sign-in form proposes. */
  username: z.string(),
  keychain: keychainStateSchema,
  /** Newest snapshot while signed in, null when signed out. */
  snapshot: deskSnapshotSchema.nullable(),
  /** What intake was last known to hold; null for roles that do not watch it, and until it is known. */
  intake: intakeViewSchema.nullable(),
  connections: connectionsSchema,
});
export type AppState = z.infer<typeof appStateSchema>;

export const ipcRequests = {
  'app.state': { input: nothing, output: appStateSchema },
  'session.signIn': {
    input: z.object({
      serviceUrl: z.url({ protocol: /^wss?$/ }),
      username: z.string().min(1).max(200),
      password: z.string().min(1).max(1000),
    }),
    output: appStateSchema,
  },
  'session.signOut': { input: nothing, output: nothing },
  'agent.setState': { input: setAgentStateSchema, output: nothing },
  'contacts.accept': { input: contactRefSchema, output: nothing },
  /** Fetches the contact's mails straight from the store. */
  'contacts.open': {
    input: contactRefSchema,
    output: z.object({ mails: z.array(mailContentSchema) }),
  },
  /** Asks the person where to, then downloads. `path` is null when they cancelled. */
  'contacts.saveAttachment': {
    input: z.object({
      contactId: contactIdSchema,
      folder: z.string(),
      uid: z.int().positive(),
      part: z.string().regex(/^\d+(\.\d+)*$/),
      fileName: z.string().max(255),
    }),
    output: z.object({ path: z.string().nullable() }),
  },
  'contacts.wrapUp': { input: wrapUpSchema, output: nothing },
  /** Builds the mail, appends it to the Outbox and tells the service. Idempotent for one contact's draft. */
  'replies.send': {
    input: z
      .object({
        contactId: contactIdSchema,
        subject: z.string().max(2000),
        /** The editor's content as HTML; main makes the text part from it. */
        html: z.string().max(20_000_000),
      })
      .extend(recipientsSchema.shape),
    output: z.object({ messageId: z.string() }),
  },
  'drafts.load': { input: contactRefSchema, output: z.object({ draft: draftSchema.nullable() }) },
  'drafts.save': {
    input: z.object({ contactId: contactIdSchema, draft: draftSchema.nullable() }),
    output: nothing,
  },
  /**
   * Hands sanitised HTML to main, which serves it once more under its own origin and policy (`mail-frame://`). The
   * frame blocks remote pictures unless `allowRemote`.
   */
  'mailFrame.put': {
    input: z.object({ html: z.string().max(50_000_000), allowRemote: z.boolean() }),
    output: z.object({ url: z.string() }),
  },
  /** Opens an http(s) or mailto link in the system's browser, after the person has seen its true target. */
  'links.open': { input: z.object({ url: z.url().max(10_000) }), output: nothing },
  /** For supervisors and administrators, as the procedures of the same names. */
  'attention.retry': { input: attentionRefSchema, output: nothing },
  'attention.dismiss': { input: attentionRefSchema, output: nothing },
} as const satisfies Record<IpcRequestName, { input: z.ZodType; output: z.ZodType }>;

export const ipcEvents = {
  'desk.snapshot': deskSnapshotSchema.nullable(),
  'connection.changed': connectionsSchema,
  /** For supervisors and administrators, as it changes; null when it is not known any more. */
  'intake.status': intakeViewSchema.nullable(),
  /** The person clicked a notification. */
  'contact.focus': contactRefSchema,
  /** The person clicked a link in a mail; main has stopped the navigation. */
  'link.clicked': z.object({ url: z.string() }),
} as const satisfies Record<IpcEventName, z.ZodType>;

export type IpcInput<N extends IpcRequestName> = z.input<(typeof ipcRequests)[N]['input']>;
export type IpcOutput<N extends IpcRequestName> = z.output<(typeof ipcRequests)[N]['output']>;
export type IpcEvent<N extends IpcEventName> = z.output<(typeof ipcEvents)[N]>;

/** What the preload puts on `window.replydesk`. */
export type Bridge = {
  request: { [N in IpcRequestName]: (input: IpcInput<N>) => Promise<Result<IpcOutput<N>>> };
  /** Listens to one event; the returned function stops listening. */
  on: <N extends IpcEventName>(name: N, listener: (payload: IpcEvent<N>) => void) => () => void;
};
