/** Connection exception, too little of a resource, the operator shut it down or it starts, a fault of its system. */
const AWAY = /^(08|53|58)...$|^57P..$/;
/** Codes of the operating system for a connection that is not there. */
const UNCONNECTED = /^E[A-Z]+$/;
/** What the driver says without a code. */
const DRIVER_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

/**
 * Whether the database could not do its work at the moment (PostgreSQL's manual, appendix A): nothing is wrong with what
 * it was asked, and the same can be asked again later.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null ? DRIVER_WORDS.test(error.message) : AWAY.test(code) || UNCONNECTED.test(code);
}
