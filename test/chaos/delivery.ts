import { setTimeout as pause } from 'node:timers/promises';
import { openDelivery } from '../mail-stack/deliver';
import { withImap } from '../mail-stack/mailbox';
import type { MailEndpoint, MailStack } from '../mail-stack/types';
import type { ChaosMail, ChaosMails } from './chaos-mail';
import { FOLDERS } from './configure-site';

/** Exim ends a session after 1,000. */
const MAILS_A_SESSION = 500;
const RETRY_MS = 500;

/**
 * Delivers mails: most by the MTA, which keeps what the server does not take yet, the others by APPEND. Gives the numbers
 * of those that may have been appended twice, as the server did not say whether it had the first.
 */
export async function deliverMails(
  stack: MailStack,
  mails: ChaosMails,
  { count, rate, endpoint }: { count: number; rate: number; endpoint: MailEndpoint },
): Promise<Set<number>> {
  const appendedAgain = new Set<number>();
  let appending = Promise.resolve();
  let session = await openDelivery(stack.delivery);
  const startedAt = Date.now();
  for (let number = 0; number < count; number += 1) {
    const mail = mails.next();
    if (number % MAILS_A_SESSION === MAILS_A_SESSION - 1) {
      session.close();
      session = await openDelivery(stack.delivery);
    }
    if (mail.into === 'inbox') await session.deliver(mail.mail);
    // one after the other, and nothing that comes by the MTA waits for them
    else appending = appending.then(() => append(endpoint, mail, appendedAgain));
    await pause(Math.max(0, startedAt + (number * 1000) / rate - Date.now()));
  }
  session.close();
  await appending;
  return appendedAgain;
}

async function append(endpoint: MailEndpoint, { number, mail }: ChaosMail, again: Set<number>): Promise<void> {
  for (;;) {
    try {
      await withImap(endpoint, (client) => client.append(FOLDERS.more, Buffer.from(mail.raw)));
      return;
    } catch {
      again.add(number);
      await pause(RETRY_MS);
    }
  }
}
