import { z } from 'zod';
import type { Role } from './agent';
import { errorCodeSchema } from './errors';

/** Whether a role watches intake and settles what needs attention. The service refuses all others. */
export function mayWatchIntake(role: Role): boolean {
  return role === 'supervisor' || role === 'administrator';
}

/** A mail, or a message of the Outbox, that waits for an administrator. */
export const attentionEntrySchema = z.object({
  id: z.uuid(),
  reason: z.string(),
  detail: z.string(),
  folder: z.string(),
  uid: z.int(),
  createdAt: z.iso.datetime(),
});
export type AttentionEntry = z.infer<typeof attentionEntrySchema>;

/** Why a folder is not watched: it is not there, the server refuses it, or it holds Replydesk's own messages. */
export const FOLDER_PROBLEMS = ['missing', 'refused', 'own-folder'] as const;
export const folderProblemSchema = z.enum(FOLDER_PROBLEMS);
export type FolderProblem = z.infer<typeof folderProblemSchema>;

/** What one watched folder holds. `inStore` = `takenIn` + `waiting`, always. */
export const watchedFolderSchema = z.object({
  path: z.string(),
  problem: folderProblemSchema.nullable(),
  /** False: the figures are those of before the connection was lost, or 0 where the folder was never counted. */
  isCurrent: z.boolean(),
  inStore: z.int().min(0),
  /** Mails that are in the folder now and in the ledger. */
  takenIn: z.int().min(0),
  waiting: z.int().min(0),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/** "Store holds n, taken in n", and what needs attention. */
export const intakeViewSchema = z.object({
  /** Whether the mail store is reached now; `problem` says why not, where that is known. */
  connected: z.boolean(),
  problem: errorCodeSchema.nullable(),
  /** The Inbox first. */
  folders: z.array(watchedFolderSchema),
  /** Over all watched folders. */
  inStore: z.int().min(0),
  takenIn: z.int().min(0),
  waiting: z.int().min(0),
  /** All mails that were ever taken in, wherever they are now. */
  takenInEver: z.int().min(0),
  /** The newest of those that are open. */
  attention: z.array(attentionEntrySchema),
  attentionTotal: z.int().min(0),
});
export type IntakeView = z.infer<typeof intakeViewSchema>;

export const attentionRefSchema = z.object({ id: z.uuid() });
