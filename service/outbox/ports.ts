import type { ServiceConfig } from '../config/schema';
import type { ImapConnection } from '../mail-store/imap-connection';
import type { SmtpPool } from '../mail-store/smtp-pool';

/** The servers, as the steps of sending see them. */
export type OutboxPorts = {
  store: Pick<ImapConnection, 'withFolder' | 'status'>;
  smtp: Pick<SmtpPool, 'send' | 'status'>;
  folders: ServiceConfig['mailStore']['folders'];
};
