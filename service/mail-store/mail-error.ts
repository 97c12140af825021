import { CodedError, type ErrorCode } from '../../common/contract/errors';
import { isThrottling, suggestedWaitMs, ThrottledError } from './throttling';

/** The properties by which the two libraries, and Node under them, say what went wrong. */
type LibraryError = {
  code?: unknown;
  originalCode?: unknown;
  serverResponseCode?: unknown;
  authenticationFailed?: unknown;
  tlsFailed?: unknown;
  responseText?: unknown;
  response?: unknown;
  /** What a server said in its BYE. */
  reason?: unknown;
  cause?: unknown;
};

/** Codes of Node, OpenSSL, imapflow and nodemailer. What is in none of them is judged by `codeOf`. */
const CODES: Record<string, ErrorCode> = {
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_REJECTED: 'tls-untrusted',
  CERT_REVOKED: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  CERT_CHAIN_TOO_LONG: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  INVALID_PURPOSE: 'tls-untrusted',
  EPROTO: 'tls-failed',
  UPGRADE_TIMEOUT: 'tls-failed',
  STARTTLS_INJECTION: 'tls-failed',
  ENOTFOUND: 'mail-host-unreachable',
  EAI_AGAIN: 'mail-host-unreachable',
  EHOSTUNREACH: 'mail-host-unreachable',
  EHOSTDOWN: 'mail-host-unreachable',
  ENETUNREACH: 'mail-host-unreachable',
  ENETDOWN: 'mail-host-unreachable',
  CONNECT_TIMEOUT: 'mail-host-unreachable',
  EDNS: 'mail-host-unreachable',
  ECONNREFUSED: 'mail-refused',
  EAUTH: 'mail-sign-in-refused',
  ENOAUTH: 'mail-sign-in-refused',
  AUTHENTICATIONFAILED: 'mail-sign-in-refused',
  AUTHORIZATIONFAILED: 'mail-sign-in-refused',
  // what follows says only that a connection ended; a more telling code is looked for first
  ETLS: 'tls-failed',
  ECONNRESET: 'mail-connection-lost',
  EPIPE: 'mail-connection-lost',
  ETIMEDOUT: 'mail-connection-lost',
  ETIMEOUT: 'mail-connection-lost',
  GREETING_TIMEOUT: 'mail-connection-lost',
  ECONNECTION: 'mail-connection-lost',
  ESOCKET: 'mail-connection-lost',
  NoConnection: 'mail-connection-lost',
  EConnectionClosed: 'mail-connection-lost',
  ClosedAfterConnectText: 'mail-connection-lost',
  ClosedAfterConnectTLS: 'mail-connection-lost',
  StateLogout: 'mail-connection-lost',
};

/** RFC 9051's LIMIT, and how servers without it say the same (Dovecot, Exchange, Gmail, Cyrus). */
const TOO_MANY = /too many (simultaneous )?connections|maximum number of connections|connection limit/i;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The code in brackets of an answer that imapflow parsed (RFC 9051, 7.1), for where it does not name it itself. */
function bracketCode(response: unknown): string {
  if (typeof response !== 'object' || response === null || !('attributes' in response)) return '';
  const [first] = Array.isArray(response.attributes) ? (response.attributes as unknown[]) : [];
  if (typeof first !== 'object' || first === null || !('section' in first)) return '';
  const [code] = Array.isArray(first.section) ? (first.section as unknown[]) : [];
  return typeof code === 'object' && code !== null && 'value' in code ? textOf(code.value) : '';
}

function wordsOf(error: LibraryError): string {
  return [error.responseText, error.response, error.reason].map(textOf).join(' ');
}

function codeOf(error: LibraryError): ErrorCode | null {
  const words = wordsOf(error);
  if (error.serverResponseCode === 'LIMIT' || TOO_MANY.test(words)) return 'mail-too-many-connections';
  const codes = [error.originalCode, error.code, error.serverResponseCode].map(textOf);
  // before the sign-in: a server that is too busy refuses that as well, and nothing is wrong with the password
  if (isThrottling([...codes, bracketCode(error.response)], words)) return 'mail-throttled';
  // a connect that the system gave up is a host that cannot be reached; an ETIMEDOUT of nodemailer has no `syscall`
  const isConnect = 'syscall' in error && error.syscall === 'connect';
  if (isConnect && codes.includes('ETIMEDOUT')) return 'mail-host-unreachable';
  if ('timeoutType' in error && error.timeoutType === 'CONNECT_TIMEOUT') return 'mail-host-unreachable';
  for (const code of codes) {
    const known = CODES[code];
    if (known !== undefined) return known;
    if (/^ERR_(SSL|TLS|OSSL)/.test(code)) return 'tls-failed';
  }
  if (error.authenticationFailed === true) return 'mail-sign-in-refused';
  return error.tlsFailed === true ? 'tls-failed' : null;
}

/** Which of the closed set of causes an error of imapflow, nodemailer or a socket is; null where it is none of them. */
export function mailErrorCode(error: unknown): ErrorCode | null {
  if (error instanceof CodedError) return error.code;
  if (typeof error !== 'object' || error === null) return null;
  // `ECONNREFUSED` of several addresses comes in an AggregateError, with the code on the outside
  const own = codeOf(error);
  const inner = 'cause' in error && error.cause !== error ? mailErrorCode(error.cause) : null;
  return own === null || own === 'mail-connection-lost' ? (inner ?? own) : own;
}

/**
 * The one translation of a library's error. The message names the kind of server and the library's code alone: the
 * server's own words may repeat an address or a user name.
 */
export function toMailError(server: 'imap' | 'smtp', error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const code = mailErrorCode(error) ?? 'internal';
  const detail = typeof error === 'object' && error !== null && 'code' in error ? textOf(error.code) : '';
  if (code === 'mail-throttled') {
    const retryAfterMs = typeof error === 'object' && error !== null ? suggestedWaitMs(wordsOf(error)) : null;
    return new ThrottledError(`${server}: throttled`, retryAfterMs, { cause: error });
  }
  return new CodedError(code, `${server}: ${detail === '' ? code : detail}`, { cause: error });
}
