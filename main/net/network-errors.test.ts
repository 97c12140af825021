import { expect, it } from 'vitest';
import { networkFault } from './network-errors';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

it.each([
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-wrong-name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['EPROTO', 'tls-failed'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
  ['ECONNREFUSED', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['SOMETHING', null],
])('%s → %s', (code, fault) => {
  expect(networkFault(withCode(code))).toBe(fault);
});

it('looks into causes and into the addresses of one name', () => {
  expect(networkFault(new Error('outer', { cause: withCode('CERT_HAS_EXPIRED') }))).toBe('tls-expired');
  expect(networkFault(new AggregateError([new Error('?'), withCode('ECONNREFUSED')]))).toBe('unreachable');
  expect(networkFault('a string')).toBeNull();
});

it('does not follow a circle of causes for ever', () => {
  const error = new Error('x');
  error.cause = error;
  expect(networkFault(error)).toBeNull();
});
