import { z } from 'zod';
import { csqIdSchema, entryPointIdSchema } from '../../ids';
import { routingWarningSchema } from '../contact';

/** Where a mail goes and what happens to it there. */
export const routeSchema = z.object({
  csqId: csqIdSchema,
  entryPointId: entryPointIdSchema,
  warning: routingWarningSchema.nullable(),
  skill: z.string().nullable(),
  priority: z.int().min(1).max(10),
  contactType: z.string().nullable(),
  /** The template of an automatic reply that the rules ask for; whether one is sent, the loop guard decides. */
  autoReply: z.string().nullable(),
  /** Closed at once, without an agent, for this reason. */
  close: z.string().nullable(),
  isVip: z.boolean(),
  /** The rules that matched, in order; the default rule is not named. */
  ruleIds: z.array(z.string()),
});
export type Route = z.infer<typeof routeSchema>;

export const CONDITION_NAMES = [
  'recipients',
  'senders',
  'isVip',
  'keywords',
  'headers',
  'attachments',
  'languages',
  'officeHours',
  'isAutomatic',
] as const;

/** Which rule matched, and why each one before it did not. */
export const routingExplanationSchema = z.object({
  recipient: z.object({
    /** The field and the address that named the entry point; null where none did. */
    field: z.string().nullable(),
    address: z.string().nullable(),
  }),
  /** The pattern of the list that the sender is on. */
  blockedBy: z.string().nullable(),
  vipBy: z.string().nullable(),
  rules: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      outcome: z.enum(['matched', 'not-matched', 'disabled', 'not-reached']),
      /** Those that the rule has, as far as the outcome needed them: what was met by what, or why not. */
      conditions: z.array(z.object({ condition: z.enum(CONDITION_NAMES), isMet: z.boolean(), detail: z.string() })),
    }),
  ),
  route: routeSchema,
});
export type RoutingExplanation = z.infer<typeof routingExplanationSchema>;
