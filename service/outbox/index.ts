import type { ServiceConfig } from '../config/schema';
import type { ServiceDeps } from '../deps';
import { keepImapConnection } from '../mail-store/imap-connection';
import { startSmtpPool } from '../mail-store/smtp-pool';
import type { Running } from '../running';
import { startWakeLoop } from '../wake-loop';
import { Dispatcher, MAX_SENDING } from './dispatcher';

/** What is being sent when the service stops may take this long to finish. */
const STOP_GRACE_MS = 8000;

/**
 * Watches the Outbox and sends what is due, each message once, and files it in Sent. Woken by the topic `outbox`, by the
 * folder, by the servers coming back and by the next retry. Returns at once; both servers may come and go.
 */
export function startOutbox(deps: ServiceDeps, config: ServiceConfig): Promise<Running> {
  const log = deps.log.child({ part: 'outbox' });
  const { imap, smtp: smtpServer, folders, pollIntervalS } = config.mailStore;
  const smtp = startSmtpPool({ server: smtpServer, maxSessions: MAX_SENDING, log, onReady: () => loop.wake() });
  const store = keepImapConnection({
    server: imap,
    folder: folders.outbox,
    pollIntervalS,
    log,
    onOpen: () => {
      dispatcher.storeConnected();
      loop.wake();
    },
    onNewMail: () => {
      dispatcher.folderChanged();
      loop.wake();
    },
  });
  const dispatcher = new Dispatcher({ ...deps, log }, { store, smtp, folders }, () => loop.wake());
  const loop = startWakeLoop({ run: () => dispatcher.run(), now: deps.now, log });
  const unsubscribe = deps.bus.subscribe((topic) => {
    if (topic.topic === 'outbox' || topic.topic === 'resync') loop.wake();
    // an administrator wants what nobody here wrote looked at again
    if (topic.topic === 'intake' && topic.lookAgainAt === folders.outbox) {
      dispatcher.lookAgain();
      loop.wake();
    }
  });
  return Promise.resolve({
    status: () => {
      const [storeStatus, smtpStatus] = [store.status(), smtp.status()];
      return {
        connected: storeStatus.connected && smtpStatus.connected,
        problem: storeStatus.problem ?? smtpStatus.problem,
      };
    },
    stop: async () => {
      unsubscribe();
      const disconnect = (): Promise<unknown> => Promise.all([smtp.stop(), store.stop()]);
      const grace = setTimeout(() => void disconnect(), STOP_GRACE_MS);
      await Promise.all([loop.stop(), dispatcher.stop()]);
      clearTimeout(grace);
      await disconnect();
    },
  });
}
