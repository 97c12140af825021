import { ConfigurationInForce } from '../config/current-configuration';
import type { ServiceConfig } from '../config/schema';
import type { ServiceDeps } from '../deps';
import { keepImapConnection } from '../mail-store/imap-connection';
import { startMailReader } from '../reading';
import type { RunningIntake } from '../running';
import type { Topic } from '../store/topics';
import { startWakeLoop } from '../wake-loop';
import { WatchedFolders } from './watched-folders';

/** How often queues and entry points are looked for while there are none. */
const UNCONFIGURED_RETRY_MS = 1000;
/** A look at the whole of each folder now and then finds what a server failed to announce. */
const RECONCILE_MS = 5 * 60_000;

/**
 * Watches the Inbox and the folders that are configured beside it, and takes every mail in exactly once. Returns at once;
 * the mail store may come and go. Never sets a flag on a mail that stays, never removes one.
 */
export function startIntake(deps: ServiceDeps, config: ServiceConfig): Promise<RunningIntake> {
  const log = deps.log.child({ part: 'intake' });
  const reader = startMailReader({ log });
  const { imap, folders, pollIntervalS } = config.mailStore;
  const connection = keepImapConnection({
    server: imap,
    folder: folders.inbox,
    pollIntervalS,
    log,
    onOpen: () => {
      watched.forget();
      pollAt = 0;
      loop.wake();
    },
    onLost: () => watched.lost(),
    onNewMail: () => loop.wake(),
    onCount: (count) => watched.inboxHolds(count),
  });
  const own = [folders.outbox, folders.sent, folders.drafts];
  const watched = new WatchedFolders({ ...deps, log }, { connection, reader, inbox: folders.inbox, own });
  const configurations = new ConfigurationInForce(deps.db, log);
  let reconcileAt = deps.now().getTime() + RECONCILE_MS;
  let pollAt = 0;
  const run = async (): Promise<Date | null> => {
    // the connection wakes the loop when it is back
    if (!connection.status().connected) return null;
    const now = deps.now().getTime();
    const inForce = await configurations.get();
    if (inForce === null) return new Date(now + UNCONFIGURED_RETRY_MS);
    await reader.configure(inForce.configuration);
    const { intake } = inForce.configuration;
    watched.configure(intake.folders);
    if (now >= reconcileAt) watched.forget();
    if (now >= reconcileAt) reconcileAt = now + RECONCILE_MS;
    const isPollDue = now >= pollAt;
    // before it, so that who asks for another look meanwhile gets it
    if (isPollDue) pollAt = now + pollIntervalS * 1000;
    await watched.collect(isPollDue).catch((error: unknown) => {
      pollAt = 0;
      throw error;
    });
    return new Date(intake.folders.length > 0 ? Math.min(reconcileAt, pollAt) : reconcileAt);
  };
  const loop = startWakeLoop({ run, now: deps.now, log });
  const lookNow = (): void => {
    pollAt = 0;
    loop.wake();
  };
  const unsubscribe = deps.bus.subscribe((topic) => hear(topic, watched, lookNow));
  return Promise.resolve({
    status: connection.status,
    folders: () => watched.figures(),
    stop: async () => {
      unsubscribe();
      watched.halt();
      await Promise.all([loop.stop(), connection.stop()]);
      await reader.stop();
    },
  });
}

function hear(topic: Topic, watched: WatchedFolders, lookNow: () => void): void {
  const isRetry = topic.topic === 'intake' && topic.lookAgainAt !== undefined;
  if (isRetry) watched.tryAgainIn(topic.lookAgainAt ?? '');
  if (topic.topic === 'resync') watched.forget();
  if (isRetry || topic.topic === 'configuration' || topic.topic === 'resync') lookNow();
}
