import { z } from 'zod';

/**
 * Branded identifiers: UUID strings that cannot be mixed up with each other. Those a configuration brings are made
 * lower case, as the database gives them back, because they are compared as text.
 */
export const agentIdSchema = z.uuid().brand<'AgentId'>();
export const contactIdSchema = z.uuid().brand<'ContactId'>();
export const csqIdSchema = z.uuid().toLowerCase().brand<'CsqId'>();
export const entryPointIdSchema = z.uuid().toLowerCase().brand<'EntryPointId'>();
export const outgoingIdSchema = z.uuid().brand<'OutgoingId'>();
export const customerIdSchema = z.uuid().brand<'CustomerId'>();
export const conversationIdSchema = z.uuid().brand<'ConversationId'>();

export type AgentId = z.infer<typeof agentIdSchema>;
export type ContactId = z.infer<typeof contactIdSchema>;
export type CsqId = z.infer<typeof csqIdSchema>;
export type EntryPointId = z.infer<typeof entryPointIdSchema>;
export type OutgoingId = z.infer<typeof outgoingIdSchema>;
export type CustomerId = z.infer<typeof customerIdSchema>;
export type ConversationId = z.infer<typeof conversationIdSchema>;
