import { describe, expect, it } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import { mailErrorCode, toMailError } from './mail-error';

const error = (properties: object): Error => Object.assign(new Error('secret words'), properties);

describe('mailErrorCode', () => {
  it.each([
    ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, 'tls-expired'],
    ['the same as nodemailer wraps it', { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'tls-expired'],
    ['an own authority', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'tls-untrusted'],
    ['another name', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls-wrong-name'],
    ['TLS to a plain port', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'tls-failed'],
    ['STARTTLS not offered', { tlsFailed: true }, 'tls-failed'],
    ['an unknown host', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'mail-host-unreachable'],
    ['a connect that times out', { code: 'ETIMEDOUT', syscall: 'connect' }, 'mail-host-unreachable'],
    ['the same in nodemailer', { code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }, 'mail-host-unreachable'],
    ['a closed port', { code: 'ECONNREFUSED' }, 'mail-refused'],
    ['the same in nodemailer', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'mail-refused'],
    [
      'a wrong password',
      { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' },
      'mail-sign-in-refused',
    ],
    ['a wrong password without a code', { authenticationFailed: true }, 'mail-sign-in-refused'],
    ['SMTP AUTH', { code: 'EAUTH', responseCode: 535 }, 'mail-sign-in-refused'],
    ['too many, by code', { authenticationFailed: true, serverResponseCode: 'LIMIT' }, 'mail-too-many-connections'],
    [
      'too many, by words',
      { authenticationFailed: true, responseText: 'Maximum number of connections from user+IP exceeded' },
      'mail-too-many-connections',
    ],
    ['throttling, by code', { serverResponseCode: 'THROTTLED' }, 'mail-throttled'],
    [
      'a sign-in that the server has no time for',
      { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' },
      'mail-throttled',
    ],
    ['a mailbox in use', { serverResponseCode: 'INUSE' }, 'mail-throttled'],
    [
      'throttling, by the code of an answer',
      { response: { attributes: [{ type: 'ATOM', section: [{ type: 'ATOM', value: 'THROTTLED' }] }] } },
      'mail-throttled',
    ],
    ['Gmail', { responseText: 'Account exceeded command or bandwidth limits. (Failure)' }, 'mail-throttled'],
    ['Exchange', { responseText: 'User is authenticated but not connected.' }, 'mail-throttled'],
    [
      'Microsoft 365',
      { code: 'ETHROTTLE', responseText: 'Request is throttled. Suggested Backoff Time: 300000 milliseconds' },
      'mail-throttled',
    ],
    [
      'a BYE',
      { code: 'NoConnection', reason: 'Too many simultaneous connections. (Failure)' },
      'mail-too-many-connections',
    ],
    ['a full mailbox', { serverResponseCode: 'OVERQUOTA', responseText: 'Quota exceeded' }, null],
    ['silence', { code: 'ETIMEOUT' }, 'mail-connection-lost'],
    ['a reset', { code: 'ECONNRESET' }, 'mail-connection-lost'],
    ['a cause inside', { code: 'ESOCKET', cause: { code: 'CERT_HAS_EXPIRED' } }, 'tls-expired'],
    ['something else', { code: 'ENOSPC' }, null],
  ])('%s', (_name, properties, expected) => {
    expect(mailErrorCode(error(properties))).toBe(expected);
  });

  it('keeps what is translated already', () => {
    const coded = new CodedError('mail-too-large', 'x');
    expect(mailErrorCode(coded)).toBe('mail-too-large');
    expect(toMailError('imap', coded)).toBe(coded);
  });
});

describe('toMailError', () => {
  it.each([
    ['Request is throttled. Suggested Backoff Time: 300000 milliseconds', 300_000],
    ['Backoff Time: 30 seconds', 30_000],
    ['Account exceeded command or bandwidth limits', null],
  ])('%s: asks for %s ms', (responseText, retryAfterMs) => {
    const told = toMailError('imap', error({ responseText }));
    expect(told).toMatchObject({ code: 'mail-throttled', message: 'imap: throttled', retryAfterMs });
  });

  it("does not repeat the server's words, which may name a user", () => {
    expect(toMailError('smtp', error({ code: 'EAUTH', response: '535 anna@example.com' })).message).toBe('smtp: EAUTH');
    expect(toMailError('imap', new Error('secret words'))).toMatchObject({
      code: 'internal',
      message: 'imap: internal',
    });
    expect(toMailError('imap', 'text').code).toBe('internal');
  });
});
