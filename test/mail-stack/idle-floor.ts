import { ImapFlow } from 'imapflow';

/** Connection data of an IMAP server under test. */
type ImapServer = { host: string; port: number; security: 'tls' | 'starttls' | 'plain'; user: string; pass: string };

/** A bare IMAP connection in IDLE on the Inbox that tells when the server announces a new mail. */
export type ExistsWatcher = {
  /** Epoch milliseconds of the next `exists` after this call. */
  next: () => Promise<number>;
  stop: () => Promise<void>;
};

/** The floor of every delivery measurement: nothing can know of a mail before the server says so. */
export async function watchExists(server: ImapServer): Promise<ExistsWatcher> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    doSTARTTLS: server.security === 'starttls',
    auth: { user: server.user, pass: server.pass },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  let broken: Error | undefined;
  client.on('error', (error: Error) => (broken = error));
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  let idling = client.idle();
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (broken) reject(broken);
        client.once('exists', () => resolve(Date.now()));
      }),
    stop: async () => {
      client.close();
      // The IDLE of a closed connection ends in an error, which is how it should end here.
      await idling.catch((error: unknown) => error);
      idling = Promise.resolve(true);
    },
  };
}
