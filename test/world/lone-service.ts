import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMailStack } from '../mail-stack/open';
import { freePort } from '../mail-stack/ports';
import type { MailStack, MailStackOptions } from '../mail-stack/types';
import { prepareServiceFiles } from './service-files';
import { ServiceProcess } from './service-process';
import { WorldDatabase } from './world-database';

/** Mail servers, and a seeded service that is not started yet; no desk. */
export type LoneService = {
  stack: MailStack;
  service: ServiceProcess;
  database: WorldDatabase;
  stop: () => Promise<void>;
};

/** Prepares one in a temporary folder. */
export async function prepareLoneService(options: MailStackOptions): Promise<LoneService> {
  const dir = await mkdtemp(join(tmpdir(), 'replydesk-lone-'));
  // The database's own user must be able to reach its folder when this runs as root.
  await chmod(dir, 0o755);
  const stack = await openMailStack(options);
  const port = await freePort('127.0.0.1');
  const files = await prepareServiceFiles(dir, { stack, port, logLevel: 'info' });
  const service = new ServiceProcess(files, port);
  return {
    stack,
    service,
    database: new WorldDatabase(files.dataDir),
    stop: async () => {
      await service.stop();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
