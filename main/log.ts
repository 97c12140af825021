type Write = (event: string, fields?: Record<string, string | number | boolean | null>) => void;

/** Where the parts of the desktop write what happened: an event's name with ids, codes and counts. */
export type DeskLog = { info: Write; warn: Write; error: Write };

/**
 * What may be logged of an unknown error: its kind and, of a system error, its code. Not its message, which a library
 * may have built from a mail's content.
 */
export function describeError(error: unknown): { errorName: string; errorCode: string | null } {
  if (!(error instanceof Error)) return { errorName: typeof error, errorCode: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { errorName: error.name, errorCode: code };
}
