import { openExistingStore, existingStoreUrls } from './existing-store';
import { startMailStack } from './mail-stack';
import type { MailStack, MailStackOptions } from './types';

/** The mail store named by `REPLYDESK_TEST_IMAP_URL` and its companions if set, else a new Dovecot and Exim. */
export async function openMailStack(options: MailStackOptions = {}): Promise<MailStack> {
  const urls = existingStoreUrls(process.env);
  return urls ? openExistingStore(urls, options) : startMailStack(options);
}
