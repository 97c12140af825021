import { z } from 'zod';
import { configurationSchema, problemSchema } from './configuration';

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
} as const;
