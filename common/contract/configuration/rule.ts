import { z } from 'zod';
import { csqIdSchema } from '../../ids';
import { codeSchema, labelSchema, senderPatternSchema } from './names';

const MAX_RULES = 1000;
/** Of all keywords of all rules together; some 100,000 keywords, which take 40 MB made ready. */
const MAX_KEYWORD_CHARACTERS = 2_000_000;

/**
 * Words or phrases of which any suffices. Upper and lower case are alike, spaces of any number too; a word counts whole,
 * unless it ends (or begins) with `*`. Scripts without spaces, and Korean, match anywhere.
 */
export const keywordGroupSchema = z.strictObject({
  join: z.enum(['and', 'and-not']).default('and'),
  in: z.enum(['subject', 'body', 'subject-or-body']).default('subject-or-body'),
  any: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(200)
        .regex(/[^\s*]/u, 'is nothing but stars'),
    )
    .min(1)
    .max(200),
});
export type KeywordGroup = z.infer<typeof keywordGroupSchema>;

export const headerTestSchema = z.strictObject({
  name: z.string().regex(/^[!-9;-~]{1,100}$/, 'expected the name of a header field'),
  is: z.enum(['present', 'absent', 'contains', 'equals']),
  /** Case does not count; unused with `present` and `absent`. */
  value: z.string().max(1000).default(''),
});

/** All that are given must be met; none given: every mail. */
export const conditionsSchema = z.strictObject({
  /** Any of these takes in a recipient (by any field of the recipient match); an address also that with detail. */
  recipients: z.array(senderPatternSchema).max(200).default([]),
  senders: z
    .strictObject({
      patterns: z.array(senderPatternSchema).max(1000).default([]),
      groups: z.array(codeSchema).max(100).default([]),
      /** True: none of these. */
      negate: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** On the list of important senders, or not. */
  isVip: z.boolean().nullable().default(null),
  keywords: z.array(keywordGroupSchema).max(3).default([]),
  headers: z.array(headerTestSchema).max(20).default([]),
  attachments: z
    .strictObject({
      present: z.boolean().default(true),
      /** File names with `*` for anything (`*.pdf`); any attachment that fits. Empty: any name. */
      names: z.array(z.string().trim().toLowerCase().min(1).max(200)).max(100).default([]),
      /** All of them together, in octets. */
      minBytes: z.int().min(0).nullable().default(null),
    })
    .nullable()
    .default(null),
  /** ISO 639-1 codes of the language the mail is written in; any of them. */
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'expected a code such as pl'))
    .max(50)
    .default([]),
  /** At the time of arrival; `calendar` null: that of the queue which the address names. */
  officeHours: z
    .strictObject({ calendar: codeSchema.nullable().default(null), is: z.enum(['open', 'closed']) })
    .nullable()
    .default(null),
  /** Sent by a machine (RFC 3834), or not. */
  isAutomatic: z.boolean().nullable().default(null),
});
export type Conditions = z.infer<typeof conditionsSchema>;

/** What a rule sets; what an earlier rule set already stays as it is. Null: not set by this rule. */
export const resultsSchema = z.strictObject({
  csq: csqIdSchema.nullable().default(null),
  skill: codeSchema.nullable().default(null),
  /** 1 (highest) to 10. */
  priority: z.int().min(1).max(10).nullable().default(null),
  contactType: codeSchema.nullable().default(null),
  /** The template of an automatic reply. */
  autoReply: codeSchema.nullable().default(null),
  /** Closes the contact without an agent, for this reason. */
  close: codeSchema.nullable().default(null),
});
export type Results = z.infer<typeof resultsSchema>;

export const ruleSchema = z.strictObject({
  id: codeSchema,
  name: labelSchema,
  isEnabled: z.boolean().default(true),
  when: conditionsSchema.prefault({}),
  then: resultsSchema.prefault({}),
  /** Whether the rules after this one are looked at. */
  next: z.enum(['stop', 'go-on']).default('stop'),
});
export type Rule = z.infer<typeof ruleSchema>;

/** In the order in which they are applied. */
export const rulesSchema = z
  .array(ruleSchema)
  .max(MAX_RULES)
  .refine((rules) => keywordCharacters(rules) <= MAX_KEYWORD_CHARACTERS, {
    error: `have keywords of more than ${MAX_KEYWORD_CHARACTERS.toLocaleString('en')} characters together`,
  });

function keywordCharacters(rules: readonly Rule[]): number {
  const keywords = rules.flatMap(({ when }) => when.keywords.flatMap(({ any }) => any));
  return keywords.reduce((sum, keyword) => sum + keyword.length, 0);
}

/** Always last, matches every mail, and cannot be removed. */
export const defaultRuleSchema = z.strictObject({
  skill: codeSchema.nullable().default(null),
  priority: z.int().min(1).max(10).default(3),
});
