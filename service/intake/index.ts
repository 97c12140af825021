import { ConfigurationInForce } from '../config/current-configuration';
import type { ServiceConfig } from '../config/schema';
import type { ServiceDeps } from '../deps';
import { keepImapConnection } from '../mail-store/imap-connection';
import { startMailReader } from '../reading';
import type { Running } from '../running';
import { startWakeLoop } from '../wake-loop';
import { Collector } from './collect';

/** How often queues and entry points are looked for while there are none. */
const UNCONFIGURED_RETRY_MS = 1000;
/** A look at the whole folder now and then finds what a server failed to announce. */
const RECONCILE_MS = 5 * 60_000;

/**
 * Watches the Inbox and takes every mail in exactly once. Returns at once; the mail store may come and go. Never sets a
 * flag, never moves or removes a mail.
 */
export function startIntake(deps: ServiceDeps, config: ServiceConfig): Promise<Running> {
  const log = deps.log.child({ part: 'intake' });
  const reader = startMailReader({ log });
  const collector = new Collector({ ...deps, log }, reader);
  const { imap, folders, pollIntervalS } = config.mailStore;
  const connection = keepImapConnection({
    server: imap,
    folder: folders.inbox,
    pollIntervalS,
    log,
    onOpen: () => {
      collector.forget();
      loop.wake();
    },
    onNewMail: () => loop.wake(),
  });
  const inForce = new ConfigurationInForce(deps.db, log);
  let reconcileAt = deps.now().getTime() + RECONCILE_MS;
  const run = async (): Promise<Date | null> => {
    // the connection wakes the loop when it is back
    if (!connection.status().connected) return null;
    const now = deps.now().getTime();
    const current = await inForce.get();
    if (current === null) return new Date(now + UNCONFIGURED_RETRY_MS);
    await reader.configure(current.configuration);
    if (now >= reconcileAt) collector.forget();
    if (now >= reconcileAt) reconcileAt = now + RECONCILE_MS;
    await connection.withFolder((folder) => collector.collect(folder));
    return new Date(reconcileAt);
  };
  const loop = startWakeLoop({ run, now: deps.now, log });
  return Promise.resolve({
    status: connection.status,
    storeCount: connection.messageCount,
    stop: async () => {
      collector.halt();
      await Promise.all([loop.stop(), connection.stop()]);
      await reader.stop();
    },
  });
}
