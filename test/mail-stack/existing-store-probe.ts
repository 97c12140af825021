import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { waitFor } from '../support/wait-for';
import type { MailEndpoint } from './types';

/** How one server of an existing store is reached. */
export type ProbedServer = {
  host: string;
  port: number;
  security: MailEndpoint['security'];
  /** Self-signed certificate of a server on this machine; null where none is needed. */
  pinnedPem: string | null;
};

const DEFAULT_PORTS: Record<string, number> = { 'imap:': 143, 'imaps:': 993, 'smtp:': 587, 'smtps:': 465 };

/**
 * Finds out what a URL leaves open: `imap:` and `smtp:` are used plain on loopback where the server allows to sign in
 * so, else with STARTTLS (`?security=plain|starttls` decides otherwise). A self-signed certificate is taken
 * as it is from a server on loopback; any other must be vouched for.
 */
export async function probeServer(url: URL, caFile: string | null): Promise<ProbedServer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (DEFAULT_PORTS[url.protocol] ?? 0);
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const isImap = url.protocol.startsWith('imap');
  const security = await chooseSecurity(url, { host, port, isImap, isLoopback });
  const isPinned = isLoopback && security !== 'plain' && caFile === null;
  const socket = isPinned ? await open({ host, port }, security, isImap) : null;
  try {
    return { host, port, security, pinnedPem: socket && pinOf(socket) };
  } finally {
    socket?.destroy();
  }
}

type Where = { host: string; port: number; isImap: boolean; isLoopback: boolean };

async function chooseSecurity(url: URL, { host, port, isImap, isLoopback }: Where): Promise<MailEndpoint['security']> {
  if (/^(imaps|smtps):$/.test(url.protocol)) return 'tls';
  const asked = url.searchParams.get('security');
  if (asked === 'plain' || asked === 'starttls') return asked;
  if (!isLoopback) return 'starttls';
  const socket = connectTcp(port, host);
  try {
    const talk = conversation(socket);
    await talk(null, isImap ? /^\* OK/ : /^220 /m);
    const answer = await talk(isImap ? 'p CAPABILITY' : 'EHLO localhost', isImap ? /^p OK/m : /^250 /m);
    const allowsPlain = isImap ? !/LOGINDISABLED/i.test(answer) : /^250.AUTH\b/im.test(answer);
    return allowsPlain ? 'plain' : 'starttls';
  } finally {
    socket.destroy();
  }
}

async function open(
  { host, port }: { host: string; port: number },
  security: 'tls' | 'starttls',
  isImap: boolean,
): Promise<TLSSocket> {
  const options = { host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) };
  if (security === 'tls') return secured(connectTls(options));
  const socket = connectTcp(port, host);
  const talk = conversation(socket);
  await talk(null, isImap ? /^\* OK/ : /^220 /m);
  if (!isImap) await talk('EHLO localhost', /^250 /m);
  await talk(isImap ? 'p STARTTLS' : 'STARTTLS', isImap ? /^p OK/m : /^220 /m);
  socket.removeAllListeners('data');
  return secured(connectTls({ ...options, socket }));
}

function secured(socket: TLSSocket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket);
    });
  });
}

/** Sends a line, or nothing, and gives what the server says until `end` matches. */
function conversation(socket: Socket): (line: string | null, end: RegExp) => Promise<string> {
  let received = '';
  let failure: Error | undefined;
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  socket.on('error', (error) => (failure = error));
  return async (line, end) => {
    if (line !== null) {
      received = '';
      socket.write(`${line}\r\n`);
    }
    return waitFor('the answer of the mail server', () => {
      if (failure) throw failure;
      return end.test(received) && received;
    });
  };
}

/** The self-signed certificate at the top of what the server shows; null where a known authority vouches for it. */
function pinOf(socket: TLSSocket): string | null {
  if (socket.authorized) return null;
  const shown = socket.getPeerCertificate(true);
  let top = shown;
  // Node ends the chain with a certificate that is its own issuer, or with none.
  for (let next = top.issuerCertificate; next && next !== top; next = next.issuerCertificate) top = next;
  if (top.issuerCertificate === top) return pemOf(top);
  throw new Error(
    "nobody known vouches for the mail server's certificate: name its authority in REPLYDESK_TEST_CA_FILE",
  );
}

function pemOf({ raw }: PeerCertificate): string {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
