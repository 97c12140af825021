/** Exit codes of the command line, one for each thing a person has to mend before the service can run. */
export const EXIT_CODES = {
  internal: 1,
  config: 2,
  database: 3,
  'port-in-use': 4,
  'data-dir': 5,
} as const;
export type StartProblem = keyof typeof EXIT_CODES;

/** Why the service cannot start, in one line for a person. The message names places, never secrets. */
export class StartError extends Error {
  constructor(
    readonly problem: StartProblem,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StartError';
  }
}
