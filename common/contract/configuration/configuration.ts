import { z } from 'zod';
import { csqIdSchema, entryPointIdSchema } from '../../ids';
import { normaliseAddress } from '../../mail/addresses';
import { CONTACT_STATES } from '../contact';
import { calendarSchema } from './calendar';
import { findProblems } from './find-problems';
import { codeSchema, labelSchema, namedSchema, senderPatternSchema } from './names';
import { defaultRuleSchema, rulesSchema } from './rule';

/** Other local parts need SMTPUTF8 (RFC 6531) of every server on the way of a reply. */
const ASCII_ADDRESS = /^[!-~]+@[!-~]+\.[!-~]+$/;

/** Kept in the form in which addresses are compared, `support@xn--…`: so no two entry points are one address. */
const entryPointAddressSchema = z
  .string()
  .trim()
  .max(320)
  .overwrite((address) => normaliseAddress(address) ?? address)
  .refine((address) => normaliseAddress(address) !== null && ASCII_ADDRESS.test(address), 'expected an address');

const csqSchema = z.strictObject({
  id: csqIdSchema,
  name: labelSchema,
  /** Gets what is addressed to no known entry point; exactly one is it. */
  isDefault: z.boolean().default(false),
  offerTimeLimitS: z.int().min(1).max(3600).default(30),
  wrapUpLimitS: z.int().min(0).max(7200).default(60),
  /** Office hours; null: always open. */
  calendar: codeSchema.nullable().default(null),
});

const entryPointSchema = z.strictObject({
  id: entryPointIdSchema,
  address: entryPointAddressSchema,
  displayName: labelSchema,
  csq: csqIdSchema,
  /** Replies of contacts that matched no address go out from here; exactly one is it. */
  isDefault: z.boolean().default(false),
  /** Where replies carry the signed token by which an answer without References is recognised. */
  threadToken: z.enum(['none', 'subject', 'address']).default('none'),
});

/** A text with variables: `{{customer.name}}`, `{{customer.address}}`, `{{contact.number}}`, `{{contact.subject}}`, `{{csq.name}}`, `{{entryPoint.name}}`, `{{entryPoint.address}}`. */
const templateSchema = z.strictObject({
  id: codeSchema,
  name: labelSchema,
  /** Empty: the customer's subject with `Re:`. */
  subject: z.string().trim().max(500).default(''),
  text: z.string().trim().min(1).max(50_000),
});

const senderGroupSchema = z.strictObject({
  id: codeSchema,
  name: labelSchema,
  members: z.array(senderPatternSchema).max(10_000).default([]),
});

const folderSchema = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]+$/u, 'holds a control character');

/** How mail is taken in. */
export const intakeSchema = z.strictObject({
  /** Folders that are watched beside the Inbox. */
  folders: z.array(folderSchema).max(20).default([]),
  /** Where the mails of a contact in this state lie; a state that is not named, or null: they stay where they are. */
  moves: z.partialRecord(z.enum(CONTACT_STATES), folderSchema.nullable()).default({}),
  /** How many automatic replies a customer gets from one queue, within how many hours. */
  autoReplies: z
    .strictObject({ limit: z.int().min(0).max(100).default(1), windowH: z.number().min(0.1).max(8760).default(24) })
    .prefault({}),
  /** For how many hours after its end a conversation's next contact prefers the last agent; 0: never. */
  preferLastAgentH: z.number().min(0).max(720).default(4),
});

/** How mail is taken in and routed, value by value; whether its parts fit together is not looked at. */
export const configurationShapeSchema = z.strictObject({
  csqs: z.array(csqSchema).min(1).max(1000),
  entryPoints: z.array(entryPointSchema).min(1).max(5000),
  skills: z.array(namedSchema).max(1000).default([]),
  contactTypes: z.array(namedSchema).max(1000).default([]),
  /** Why a contact is closed without an agent. */
  closeReasons: z
    .array(namedSchema)
    .max(1000)
    .default([{ id: 'blocked-sender', name: 'Blocked sender' }]),
  calendars: z.array(calendarSchema).max(500).default([]),
  senderGroups: z.array(senderGroupSchema).max(500).default([]),
  senderLists: z
    .strictObject({
      /** Their mail is taken in, and closed at once for this reason. */
      blocked: z.array(senderPatternSchema).max(10_000).default([]),
      blockedReason: codeSchema.default('blocked-sender'),
      vip: z.array(senderPatternSchema).max(10_000).default([]),
      /** The priority of their mail where no rule sets one; null: as for everybody. */
      vipPriority: z.int().min(1).max(10).nullable().default(1),
    })
    .prefault({}),
  templates: z.array(templateSchema).max(1000).default([]),
  rules: rulesSchema.default([]),
  defaultRule: defaultRuleSchema.prefault({}),
  intake: intakeSchema.prefault({}),
});

/** How mail is taken in and routed; validated, saved and applied as a whole. */
export const configurationSchema = configurationShapeSchema.superRefine((configuration, context) => {
  for (const { path, message } of findProblems(configuration)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});
export type Configuration = z.infer<typeof configurationSchema>;
export type ConfigurationInput = z.input<typeof configurationSchema>;

/** What is wrong with a configuration, and where. */
export const problemSchema = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() });
export type Problem = z.infer<typeof problemSchema>;
