import { CodedError, type ErrorCode } from '../../common/contract/errors';
import { networkFault } from '../net/network-errors';

/** Dovecot, Cyrus, Exchange and Gmail each say it in their own words, some with the LIMIT code of RFC 5530. */
const TOO_MANY = /too many (simultaneous )?connections|maximum number of connections|connection limit|mail_max_userip/i;

/** Codes of RFC 5530 and of Gmail, and what Exchange and Gmail say without one. */
const THROTTLED_CODES = ['THROTTLED', 'UNAVAILABLE', 'INUSE'];
const THROTTLED = /is throttled|bandwidth limits|backoff time|authenticated but not connected/i;

/** imapflow's codes for a connection that is gone or never answered. */
const LOST = new Set([
  'NoConnection',
  'EConnectionClosed',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
  'StateLogout',
  'GREETING_TIMEOUT',
  'UPGRADE_TIMEOUT',
  'ETIMEOUT',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
]);

/**
 * The desk's one translation of what imapflow and the sockets under it throw. The message holds no words of the server:
 * they may repeat an address or a subject.
 */
export function toMailError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  return new CodedError(mailErrorCode(error), 'The mail store refused or was lost', { cause: error });
}

function mailErrorCode(error: unknown): ErrorCode {
  const code = property(error, 'code');
  const words = `${property(error, 'responseText')} ${property(error, 'response')}`;
  if (property(error, 'serverResponseCode') === 'LIMIT' || TOO_MANY.test(words)) return 'mail-too-many-connections';
  if (THROTTLED_CODES.includes(property(error, 'serverResponseCode')) || THROTTLED.test(words)) return 'mail-throttled';
  if (['APPENDLIMIT', 'TOOBIG'].includes(property(error, 'serverResponseCode'))) return 'mail-too-large';
  if (flag(error, 'mailboxMissing') || property(error, 'serverResponseCode') === 'NONEXISTENT') return 'mail-not-found';
  if (flag(error, 'authenticationFailed')) return 'mail-sign-in-refused';
  const fault = networkFault(error);
  if (fault !== null && fault !== 'unreachable') return fault;
  if (flag(error, 'tlsFailed')) return 'tls-failed';
  if (code === 'ECONNREFUSED') return 'mail-refused';
  // A reset while the connection is in use is a loss; every other way not to get there is an unreachable host.
  if (LOST.has(code)) return 'mail-connection-lost';
  if (fault === 'unreachable') return 'mail-host-unreachable';
  return flag(error, 'isConnectionError') ? 'mail-connection-lost' : 'internal';
}

function property(error: unknown, name: string): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

function flag(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, name) === true;
}
