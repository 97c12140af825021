import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { ConnectedDesks } from './api/connected-desks';
import { serveDesks } from './api/desk-endpoint';
import { createHttpServer } from './api/http-server';
import { createMetrics } from './api/metrics';
import { readiness } from './api/readiness';
import { writeListeningFile } from './app/listening-file';
import { openDatabase } from './app/open-database';
import { disconnectDeadInstances } from './assignment/connection';
import { startDueWork } from './assignment/due-work';
import { readConfiguration } from './config/current-configuration';
import type { ServiceConfig } from './config/schema';
import type { ServiceDeps } from './deps';
import { createSignIn } from './identity/sign-in';
import { startIntake } from './intake';
import { startOutbox } from './outbox';
import type { Running } from './running';
import { startTopicBus } from './store/topic-bus';

/** A service that runs. */
export type Service = {
  port: number;
  /** Ends everything in the opposite order of the start, so that each part still has what it works with. */
  stop: () => Promise<void>;
};

/**
 * Starts the whole service: database, topics, due work, API, and last what fetches and sends mail. The mail store need
 * not be there: those parts keep trying, and /ready says why. If one step fails, those before it are undone.
 *
 * @throws StartError
 */
export async function startService(config: ServiceConfig, log: Logger): Promise<Service> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) {
      await step().catch((error: unknown) => log.error({ err: error }, 'a part did not stop properly'));
    }
  };
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const database = await openDatabase(config, log, { mayShare: false });
    undo.push(database.close);
    const bus = await startTopicBus(database.source, log);
    undo.push(bus.stop);
    const deps: ServiceDeps = {
      db: database.db,
      bus,
      log,
      now: () => new Date(),
      newId: randomUUID,
      instanceId: randomUUID(),
    };
    // A configuration that this program cannot read is told now, not by mails that wait.
    await readConfiguration(deps.db);
    await disconnectDeadInstances(deps);
    const dueWork = startDueWork(deps, { graceMs: config.session.graceS * 1000 });
    undo.push(dueWork.stop);

    const parts: { intake: Running | null; outbox: Running | null } = { intake: null, outbox: null };
    const desks = new ConnectedDesks(deps);
    const http = await createHttpServer(config.listen, {
      metrics: createMetrics({ db: deps.db, desks: () => desks.count, pool: database.poolCounts }),
      readiness: () => readiness({ db: deps.db, isListening: bus.isListening, parts: () => parts }),
    });
    const endpoint = serveDesks(
      { ...deps, config, desks, signIn: createSignIn(deps, config.session.lifetimeH * 3_600_000), parts: () => parts },
      http.server,
    );
    undo.push(http.close, endpoint.close);
    parts.intake = await startIntake(deps, config);
    undo.push(parts.intake.stop);
    parts.outbox = await startOutbox(deps, config);
    undo.push(parts.outbox.stop);
    const port = await http.listen();
    undo.push(await writeListeningFile(config.dataDir, port));
    log.info({ port, instanceId: deps.instanceId }, 'the service listens');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
