import { CodedError } from '../../common/contract/errors';

/** The server asks to be left alone for a while. */
export class ThrottledError extends CodedError {
  /** `retryAfterMs`: for how long, where the server says. */
  constructor(
    message: string,
    readonly retryAfterMs: number | null,
    options: { cause: unknown },
  ) {
    super('mail-throttled', message, options);
    this.name = 'ThrottledError';
  }
}

/** RFC 5530, and Gmail's own. OVERQUOTA is none of them: that the mailbox is full does not pass by waiting. */
const CODES = new Set(['THROTTLED', 'UNAVAILABLE', 'INUSE', 'ETHROTTLE']);

/** How Exchange, Microsoft 365 and Gmail say it without a code. */
const WORDS = /is throttled|bandwidth limits|backoff time|authenticated but not connected|server is (too )?busy/i;

/** Whether codes or words of a server mean that it wants fewer requests. */
export function isThrottling(codes: readonly string[], words: string): boolean {
  return codes.some((code) => CODES.has(code.toUpperCase())) || WORDS.test(words);
}

/** `Suggested Backoff Time: 300000 milliseconds`; null where nothing of the kind is said. */
export function suggestedWaitMs(words: string): number | null {
  const [, digits, unit = ''] = /backoff time[:=\s]+(\d{1,9})\s*([a-z]*)/i.exec(words) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * (/^s/i.test(unit) ? 1000 : 1);
}
