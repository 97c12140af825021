import type { ErrorCode } from '../common/contract/errors';
import type { WatchedFolder } from '../common/contract/intake';

/** A part of the service that runs until it is stopped: intake, Outbox. */
export type Running = {
  /** Lets what is in the middle of a step finish it, then ends. Resolves when nothing of it runs any more. */
  stop: () => Promise<void>;
  /** Whether its server is reached now; `problem` says why not, where that is known. */
  status: () => { connected: boolean; problem: ErrorCode | null };
};

/** Intake, which knows what the folders it watches hold. */
export type RunningIntake = Running & { folders: () => WatchedFolder[] };

/** The parts of one instance that work with the mail store; null while one is not started. */
export type RunningParts = { intake: RunningIntake | null; outbox: Running | null };
