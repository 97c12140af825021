import { CodedError } from '../../common/contract/errors';

/**
 * The address of the service's desk endpoint from what the person typed. Passwords and mail must not cross a network
 * in the clear, so ws:// goes to this machine only. Throws `service-insecure` or `invalid-input`.
 */
export function deskEndpoint(serviceUrl: string): string {
  if (!URL.canParse(serviceUrl)) throw new CodedError('invalid-input', 'Not an address');
  const url = new URL(serviceUrl);
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') throw new CodedError('invalid-input', 'Not ws:// or wss://');
  if (url.protocol === 'ws:' && !isLoopback(url.hostname)) {
    throw new CodedError('service-insecure', 'The service is to be reached by wss:// outside this machine');
  }
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/desk$/, '')}/desk`;
  return url.href;
}

/** Names and addresses that never leave the machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3, RFC 4291). */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
