import { once } from 'node:events';
import pg from 'pg';
import { findRunningPostgres } from '../../service/store/embedded/embedded-postgres';
import { CHANNEL } from '../../service/store/topics';

/** Tells when a contact can be seen by others, on a connection of its own. */
export type ContactWatch = {
  /** Epoch milliseconds at which a contact with this subject was read. To be called before its mail is delivered. */
  seenAt: (subject: string) => Promise<number>;
  stop: () => Promise<void>;
};

const TIMEOUT_MS = 30_000;

/** Looks whenever a transaction says that it changed something: what it wrote can be seen from that moment on. */
export async function watchContacts(dataDir: string): Promise<ContactWatch> {
  const address = await findRunningPostgres(dataDir);
  if (address === null) throw new Error('the service runs without its database');
  const client = new pg.Client(address);
  // a database that goes fails the next query; without a listener it would end this process
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`LISTEN ${CHANNEL}`);
  return {
    async seenAt(subject) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      for (;;) {
        const heard = once(client, 'notification', { signal });
        // whether anybody waits for it is decided below
        heard.catch((error: unknown) => error);
        const query = { name: 'seen', text: 'SELECT 1 FROM contacts WHERE subject = $1', values: [subject] };
        if ((await client.query(query)).rowCount === 1) return Date.now();
        await heard;
      }
    },
    stop: () => client.end(),
  };
}
