import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import { waitFor } from '../support/wait-for';
import type { MailEndpoint, StoredMail } from './types';

/** A client for this endpoint, not yet connected. */
export function imapClient({ host, port, security, user, pass, caFile }: MailEndpoint): ImapFlow {
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'tls' ? undefined : security === 'starttls',
    auth: { user, pass },
    tls: caFile ? { ca: readFileSync(caFile) } : {},
    logger: false,
    autoIdleDelay: 50,
  });
  // Without a handler a cut connection would end the process; the command under way rejects with the same error.
  client.on('error', () => undefined);
  return client;
}

/** Runs `work` with a signed-in client and signs it out. */
export async function withImap<T>(endpoint: MailEndpoint, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = imapClient(endpoint);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** All mails of one folder, oldest first. Sets no flag. */
export async function readMailbox(endpoint: MailEndpoint, folder = 'INBOX'): Promise<StoredMail[]> {
  return withImap(endpoint, async (client) => {
    const mailbox = await client.mailboxOpen(folder, { readOnly: true });
    if (mailbox.exists === 0) return [];
    const found = await client.fetchAll('1:*', { uid: true, flags: true, internalDate: true, source: true });
    return found.map((message) => {
      // NIL, which is no buffer, of a mail that another client removes at this moment
      const raw = Buffer.isBuffer(message.source) ? message.source : Buffer.alloc(0);
      const internalDate = message.internalDate ? new Date(message.internalDate) : null;
      return { uid: message.uid, flags: message.flags ?? new Set(), internalDate, headers: parseHeaders(raw), raw };
    });
  });
}

/** Waits until a mail in the folder satisfies `matches` and returns it. */
export async function waitForMail(
  endpoint: MailEndpoint,
  matches: (mail: StoredMail) => boolean,
  { folder = 'INBOX', timeoutMs = 10_000 }: { folder?: string; timeoutMs?: number } = {},
): Promise<StoredMail> {
  const look = async (): Promise<StoredMail | undefined> => (await readMailbox(endpoint, folder)).find(matches);
  return waitFor(`a mail in ${folder}`, look, { timeoutMs, intervalMs: 100 });
}

/** Whether a header of this name holds `text`, ignoring case. */
export function headerHas(mail: StoredMail, name: string, text: string): boolean {
  const wanted = text.toLowerCase();
  return (mail.headers.get(name.toLowerCase()) ?? []).some((value) => value.toLowerCase().includes(wanted));
}

/** Splits the header block of a raw mail; what is not a header line is left out. */
export function parseHeaders(raw: Buffer): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  const text = raw.subarray(0, endOfHeaders(raw)).toString('utf8');
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

function endOfHeaders(raw: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => raw.indexOf(gap)).filter((at) => at !== -1);
  return ends.length > 0 ? Math.min(...ends) : raw.length;
}
