import { withImap } from '../mail-stack/mailbox';
import type { MailEndpoint } from '../mail-stack/types';

/** Fetches what intake fetches of every mail, does nothing with it, and gives the milliseconds that took. */
export async function bareStreamMs(server: MailEndpoint, mails: number): Promise<number> {
  const startedAt = performance.now();
  await withImap(server, async (client) => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    const query = {
      uid: true,
      internalDate: true,
      size: true,
      bodyParts: [{ key: 'HEADER', start: 0, maxLength: 2 ** 20 }],
    };
    let count = 0;
    for await (const { headers } of client.fetch('1:*', query)) count += headers === undefined ? 0 : 1;
    if (count !== mails) throw new Error(`the bare stream has ${count} headers of ${mails}`);
  });
  return performance.now() - startedAt;
}
