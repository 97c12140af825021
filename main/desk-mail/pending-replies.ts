import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { agentIdSchema, contactIdSchema, outgoingIdSchema, type AgentId, type OutgoingId } from '../../common/ids';
import { mailLocationSchema, recipientsSchema } from '../../common/contract/service-api';
import { isNotFound, readPrivateFile, removePrivateFile, writePrivateFile } from '../disk/private-file';

/**
 * A reply between the press on Send and the moment the service knows of it. `composed`: it may or may not be in the
 * Outbox. `appended`: it is; only the service has to be told.
 */
export const pendingReplySchema = z.object({
  agentId: agentIdSchema,
  contactId: contactIdSchema,
  outgoingId: outgoingIdSchema,
  messageId: z.string(),
  subject: z.string(),
  recipients: recipientsSchema,
  step: z.enum(['composed', 'appended']),
  /** The message in base64; empty once it is appended. */
  raw: z.string(),
  location: mailLocationSchema.nullable(),
});
export type PendingReply = z.infer<typeof pendingReplySchema>;

export type PendingReplies = {
  save: (reply: PendingReply) => Promise<void>;
  remove: (outgoingId: OutgoingId) => Promise<void>;
  of: (agentId: AgentId) => Promise<PendingReply[]>;
};

/** Keeps pending replies in a folder, one file each, readable for the person alone. */
export function createPendingReplies(folder: string): PendingReplies {
  const path = (outgoingId: OutgoingId) => join(folder, `${outgoingId}.json`);
  return {
    save: (reply) => writePrivateFile(path(reply.outgoingId), JSON.stringify(reply)),
    remove: (outgoingId) => removePrivateFile(path(outgoingId)),
    of: async (agentId) => {
      const names = (await listFolder(folder)).filter((name) => name.endsWith('.json'));
      const replies = await Promise.all(names.map((name) => read(join(folder, name))));
      return replies.filter((reply) => reply?.agentId === agentId).filter((reply) => reply !== null);
    },
  };
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** A file that is no pending reply (of a later version, say) is left alone. */
async function read(path: string): Promise<PendingReply | null> {
  const text = await readPrivateFile(path);
  if (text === null) return null;
  try {
    return pendingReplySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
