import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { configSchema, type ServiceConfig } from '../../service/config/schema';
import type { ServiceDeps } from '../../service/deps';
import { startService, type Service } from '../../service/index';
import { connect } from '../../service/store/connect';
import { findRunningPostgres } from '../../service/store/embedded/embedded-postgres';
import type { MailStack } from '../mail-stack/types';

/** A whole service in this process, with its own database and, unless told, a mail store that is not there. */
export type ServiceOnTrial = {
  config: ServiceConfig;
  service: Service;
  /** What a test needs to write into the service's database from outside, as another instance would. */
  outside: ServiceDeps;
  stop: () => Promise<void>;
};

/** Nothing listens on the discard port. */
const NOWHERE = { host: '127.0.0.1', port: 9, security: 'plain', user: 'nobody', pass: 'nothing' } as const;

/** Starts it with these session settings, behind TLS where a certificate is given, and at this mail store. */
export async function startServiceOnTrial(
  session: Partial<ServiceConfig['session']> = {},
  tls?: { certFile: string; keyFile: string },
  mailStore: Pick<MailStack, 'imap' | 'smtp'> = { imap: NOWHERE, smtp: NOWHERE },
): Promise<ServiceOnTrial> {
  const dataDir = await mkdtemp(join(tmpdir(), 'replydesk-service-'));
  const config = configSchema.parse({
    listen: { port: 0, tls: tls && { certFile: tls.certFile, keyFile: tls.keyFile } },
    dataDir,
    mailStore: { imap: mailStore.imap, smtp: mailStore.smtp, pollIntervalS: 2 },
    session,
  });
  const log = pino({ level: 'silent' });
  const service = await startService(config, log);
  const address = await findRunningPostgres(dataDir);
  if (!address) throw new Error('the service runs without its database');
  const { db } = connect(address, log, 4);
  const outside: ServiceDeps = {
    db,
    bus: { subscribe: () => () => undefined },
    log,
    now: () => new Date(),
    newId: randomUUID,
    instanceId: randomUUID(),
  };
  return {
    config,
    service,
    outside,
    stop: async () => {
      await db.destroy();
      await service.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
