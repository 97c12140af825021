import { z } from 'zod';
import { configurationSchema, problemSchema } from './configuration';
import { routingExplanationSchema } from './routing-explanation';

/** One place in which a version differs from the one before it. */
export const configurationChangeSchema = z.object({
  /** Entries of lists are named by their id. */
  path: z.array(z.string()),
  /** What the innermost of them is called; null outside of lists. */
  name: z.string().nullable(),
  /** Shortened; null: was not there. */
  from: z.string().nullable(),
  /** Shortened; null: is not there any more. */
  to: z.string().nullable(),
});
export type ConfigurationChange = z.infer<typeof configurationChangeSchema>;

/** Who saved a version, when, and what it changed. */
export const auditedVersionSchema = z.object({
  version: z.int(),
  at: z.iso.datetime(),
  /** The display name, or `system` for what came from the command line. */
  by: z.string(),
  changes: z.array(configurationChangeSchema),
  /** How many more changes there are than are listed. */
  moreChanges: z.int(),
});
export type AuditedVersion = z.infer<typeof auditedVersionSchema>;

/** What became of a configuration that was to be saved. */
export const saveOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('saved'), version: z.int() }),
  z.object({ outcome: z.literal('refused'), problems: z.array(problemSchema) }),
  /** Somebody else saved this version meanwhile: it has to be read, and the change made in it. */
  z.object({ outcome: z.literal('changed-meanwhile'), version: z.int() }),
]);
export type SaveOutcome = z.infer<typeof saveOutcomeSchema>;

/** More than any text that is worth trying rules on; attachments can be left out of it. */
export const MAX_TRIED_MAIL_LENGTH = 1024 * 1024;

/** Where a mail would go, and why. */
export const tryOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('explained'), explanation: routingExplanationSchema }),
  /** The configuration to try is not valid. */
  z.object({ outcome: z.literal('refused'), problems: z.array(problemSchema) }),
  /** As such a mail would need attention. */
  z.object({ outcome: z.literal('unreadable'), reason: z.string() }),
]);
export type TryOutcome = z.infer<typeof tryOutcomeSchema>;

/** The procedures by which administrators configure intake and routing. */
export const configurationApi = {
  'configuration.get': {
    kind: 'query',
    input: z.object({}),
    output: z.object({ version: z.int(), configuration: configurationSchema }),
  },
  /** Valid as a whole, or nothing is saved and everything that is wrong is named. */
  'configuration.save': {
    kind: 'mutation',
    input: z.object({
      /** The version that was changed. */
      version: z.int().min(0),
      configuration: z.unknown(),
    }),
    output: saveOutcomeSchema,
  },
  /** Newest first. */
  'configuration.audit': {
    kind: 'query',
    input: z.object({
      /** Those before this version; null: from the newest on. */
      before: z.int().min(1).nullable().default(null),
      limit: z.int().min(1).max(20).default(10),
    }),
    output: z.object({ versions: z.array(auditedVersionSchema) }),
  },
  /** Explains where a mail would go; nothing is taken in, saved or sent. */
  'rules.try': {
    kind: 'query',
    input: z.object({
      /** The raw mail, header and body. */
      source: z.string().max(MAX_TRIED_MAIL_LENGTH),
      /** What is to be tried instead of the configuration in force, without being saved. */
      configuration: z.unknown().optional(),
      /** When the mail is to have arrived; without it, now. */
      at: z.iso.datetime().optional(),
    }),
    output: tryOutcomeSchema,
  },
} as const;
