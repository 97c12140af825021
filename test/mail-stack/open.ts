import { openExistingStore, existingStoreUrls } from './existing-store';
import { startMailStack } from './mail-stack';
import type { MailStack, MailStackOptions } from './types';

/**
 * The mail store named by `REPLYDESK_TEST_IMAP_URL` and its companions if set, else a new Dovecot and Exim. What asks
 * for anything special of the servers gets servers of our own in either case.
 */
export async function openMailStack(options: MailStackOptions = {}): Promise<MailStack> {
  const urls = existingStoreUrls(process.env);
  const asksForMore = Object.values(options).some((value) => value !== undefined);
  return urls && !asksForMore ? openExistingStore(urls) : startMailStack(options);
}
