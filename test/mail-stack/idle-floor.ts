import { imapClient } from './mailbox';
import type { MailEndpoint } from './types';

/** A bare IMAP connection in IDLE on the Inbox that tells when the server announces a new mail. */
export type ExistsWatcher = {
  /** Epoch milliseconds of the next `exists` after this call. */
  next: () => Promise<number>;
  stop: () => Promise<void>;
};

/** The floor of every delivery measurement: nothing can know of a mail before the server says so. */
export async function watchExists(server: MailEndpoint): Promise<ExistsWatcher> {
  const client = imapClient(server);
  let broken: Error | undefined;
  client.on('error', (error: Error) => (broken = error));
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  const idling = client.idle();
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (broken) reject(broken);
        client.once('exists', () => resolve(Date.now()));
      }),
    stop: async () => {
      client.close();
      // The IDLE of a closed connection may end in an error, which is how it should end here.
      await idling.catch((error: unknown) => error);
    },
  };
}
