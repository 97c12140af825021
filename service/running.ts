import type { ErrorCode } from '../common/contract/errors';

/** A part of the service that runs until it is stopped: intake, Outbox. */
export type Running = {
  /** Lets what is in the middle of a step finish it, then ends. Resolves when nothing of it runs any more. */
  stop: () => Promise<void>;
  /** Whether its server is reached now; `problem` says why not, where that is known. */
  status: () => { connected: boolean; problem: ErrorCode | null };
  /** How many mails the store's Inbox held when last looked; only intake knows. */
  storeCount?: () => number;
};
