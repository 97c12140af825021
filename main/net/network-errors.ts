import type { ErrorCode } from '../../common/contract/errors';

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_REVOKED',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
]);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ETIMEDOUT',
  'EPIPE',
  'CONNECT_TIMEOUT',
]);

/** What kept a connection from being made, as far as Node's error code tells: a fault of TLS, or of the way there. */
export type NetworkFault = Extract<ErrorCode, `tls-${string}`> | 'unreachable';

/**
 * Reads Node's and OpenSSL's (or Electron's BoringSSL's) error code off an error or its causes. Null where it is
 * neither TLS nor the network.
 */
export function networkFault(error: unknown): NetworkFault | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const fault = faultOfCode('code' in current && typeof current.code === 'string' ? current.code : '');
    if (fault) return fault;
    // Both addresses of a name (IPv6, IPv4) failed: an AggregateError without a code of its own on some Nodes.
    if (current instanceof AggregateError) {
      const faults = current.errors.map(networkFault);
      return faults.find((one) => one !== null) ?? null;
    }
    current = current.cause;
  }
  return null;
}

function faultOfCode(code: string): NetworkFault | null {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'tls-expired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'tls-wrong-name';
  if (UNTRUSTED.has(code)) return 'tls-untrusted';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return 'tls-failed';
  return UNREACHABLE.has(code) ? 'unreachable' : null;
}
