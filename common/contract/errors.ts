import { z } from 'zod';

/**
 * Every way in which something can fail that a person is told about. Library errors are translated into one of these
 * once, where the library is called; the renderer has one message and one way on for each.
 */
export const ERROR_CODES = [
  // signing in to the service
  'wrong-password',
  'account-locked',
  'session-expired',
  'signed-in-elsewhere',
  // reaching the service
  'service-unreachable',
  'service-insecure',
  // reaching a server by TLS (mail store or service)
  'tls-expired',
  'tls-untrusted',
  'tls-wrong-name',
  'tls-failed',
  // the mail store
  'mail-host-unreachable',
  'mail-refused',
  'mail-sign-in-refused',
  'mail-too-many-connections',
  'mail-throttled',
  'mail-connection-lost',
  'mail-not-found',
  'mail-too-large',
  'append-outcome-unknown',
  // the keychain
  'keychain-absent',
  'keychain-locked',
  // what was asked for cannot be done
  'invalid-input',
  'not-signed-in',
  'not-allowed',
  'not-found',
  'wrong-state',
  'offer-gone',
  'capacity-reached',
  'cancelled',
  'internal',
] as const;

export const errorCodeSchema = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** An error with a code of the closed set. `message` is for logs and developers, and holds nothing from a mail. */
export class CodedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CodedError';
  }
}

/** What an IPC call answers. */
export type Result<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; message: string };
