import { createDeskMail, type DeskMail } from '../../main/desk-mail/desk-mail';
import type { MailLinkState } from '../../main/desk-mail/mail-connection';
import type { MailStoreAccess } from '../../common/contract/service-api';
import type { MailStack } from '../mail-stack/types';

/** The desk's mail part on a real server, with every state it was in. */
export type TestDeskMail = { mail: DeskMail; states: MailLinkState[] };

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const deskFolders = { inbox: 'INBOX', outbox: 'Outbox', drafts: 'Drafts', sent: 'Sent' };

/** How the service would hand out the access to this stack. */
export function accessTo(stack: MailStack, change: Partial<MailStoreAccess> = {}): MailStoreAccess {
  const { host, port, security, user, pass } = stack.imap;
  return { host, port, security, user, pass, caPem: stack.caPem, folders: deskFolders, ...change };
}

/** Signs in to the stack; connecting goes on in the background. */
export async function deskMailOn(stack: MailStack, change: Partial<MailStoreAccess> = {}): Promise<TestDeskMail> {
  const states: MailLinkState[] = [];
  const mail = createDeskMail({ random: () => 0, log: silent, onState: (state) => states.push(state) });
  await mail.use(accessTo(stack, change));
  return { mail, states };
}
