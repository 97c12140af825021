import { z } from 'zod';

const portSchema = z.coerce.number().int().min(1).max(65535);

/** A mail server of the store. `caFile` is a PEM file of an own certificate authority. */
const serverSchema = z.strictObject({
  host: z.string().min(1),
  port: portSchema,
  security: z.enum(['tls', 'starttls', 'plain']),
  user: z.string().min(1),
  pass: z.string().min(1),
  caFile: z.string().optional(),
});
export type MailServer = z.infer<typeof serverSchema>;

const foldersSchema = z
  .strictObject({
    inbox: z.string().min(1).default('INBOX'),
    outbox: z.string().min(1).default('Outbox'),
    sent: z.string().min(1).default('Sent'),
    drafts: z.string().min(1).default('Drafts'),
  })
  .prefault({});

/** The service's configuration, from one JSON file with environment variables over it. Secrets may come from either. */
export const configSchema = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      /** 0 takes any free port; the one taken is in the start log and in `<dataDir>/listening.json`. */
      port: z.coerce.number().int().min(0).max(65535).default(7460),
      tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
    })
    .prefault({}),
  /** Holds the embedded database; unused with `database.url`. */
  dataDir: z.string().min(1),
  database: z.strictObject({ url: z.string().optional() }).prefault({}),
  mailStore: z.strictObject({
    imap: serverSchema,
    smtp: serverSchema,
    folders: foldersSchema,
    /** Seconds between polls where IDLE does not work. */
    pollIntervalS: z.coerce.number().int().min(1).max(3600).default(15),
  }),
  session: z
    .strictObject({
      /** Hours a session lasts without being used. */
      lifetimeH: z.coerce.number().min(0.1).max(720).default(12),
      /** Seconds an agent may be gone before being signed out. */
      graceS: z.coerce.number().int().min(0).max(3600).default(120),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});
export type ServiceConfig = z.infer<typeof configSchema>;
