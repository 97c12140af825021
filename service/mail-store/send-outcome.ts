import type { ErrorCode } from '../../common/contract/errors';
import { mailErrorCode } from './mail-error';

/**
 * How far a message got. `data`: the server has said 354 and octets are on their way; `handed-over`: all of them are,
 * so that the final dot may have reached the server.
 */
export type SendPhase = 'envelope' | 'data' | 'handed-over';

/** What became of one attempt to hand a message to the SMTP server. `words` are the server's own. */
export type SendOutcome =
  /** The server has it. `refused`: its words about recipients it did not take, where there were any. */
  | { kind: 'accepted'; refused: string | null }
  /** Refused for now (4yz), or the connection ended before the message was whole: surely not sent, may be tried again. */
  | { kind: 'temporary'; words: string }
  /** Refused for good (5yz). */
  | { kind: 'permanent'; words: string }
  /** The connection ended after the whole message was handed over and before the answer: it may have been sent. */
  | { kind: 'uncertain'; words: string }
  /** Nothing of the message was handed over, for a reason that is not the message's. */
  | { kind: 'not-started'; code: ErrorCode };

/** What is read of nodemailer's errors. */
type SmtpError = Error & {
  code?: string;
  response?: string;
  responseCode?: number;
  permanent?: boolean;
  command?: string;
};

const MAX_WORDS = 1000;
/** "Authentication required", "credentials invalid", "encryption required": the service is set up wrongly, not the mail. */
const SIGN_IN_REPLIES = new Set([530, 534, 535, 538]);

/** A server's reply as it may be shown: no control characters, of bounded length. */
export function serverWords(reply: string): string {
  return reply
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS);
}

/** Judges a failed attempt. Anything that cannot be told for sure to have not been sent is `uncertain`. */
export function failedOutcome(failure: unknown, phase: SendPhase): SendOutcome {
  const error: SmtpError = failure instanceof Error ? failure : new Error('unknown');
  const words = serverWords(error.response ?? error.message);
  if (error.responseCode !== undefined) {
    if (SIGN_IN_REPLIES.has(error.responseCode)) return { kind: 'not-started', code: 'mail-sign-in-refused' };
    return { kind: error.permanent === true ? 'permanent' : 'temporary', words };
  }
  switch (phase) {
    case 'envelope':
      // without a reply: the library refused an address or the announced size limit
      return error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
        ? { kind: 'permanent', words }
        : { kind: 'not-started', code: mailErrorCode(error) ?? 'internal' };
    case 'data':
      // RFC 5321, 4.1.1.4: without the final dot the server must not deliver what it got
      return { kind: 'temporary', words };
    case 'handed-over':
      return { kind: 'uncertain', words };
  }
}
