import type { MailStack } from '../mail-stack/types';
import { worldSeed } from './seed';
import { seedService, writeServiceFiles, type ServiceFiles } from './service-process';

export type ServiceSettings = {
  stack: MailStack;
  port: number;
  logLevel: 'debug' | 'info';
  offerTimeLimitS?: number | undefined;
  capacity?: number | undefined;
  /** Seconds a desk may be gone before its agent is signed out. */
  graceS?: number | undefined;
};

/** Configuration and a seeded database for a service on this mail store, in this folder; the service is not running. */
export async function prepareServiceFiles(dir: string, settings: ServiceSettings): Promise<ServiceFiles> {
  const { stack, port, logLevel, offerTimeLimitS, capacity, graceS = 120 } = settings;
  const config = {
    listen: { host: '127.0.0.1', port },
    mailStore: { imap: stack.imap, smtp: stack.smtp },
    session: { graceS },
    log: { level: logLevel },
  };
  const seed = worldSeed({ address: (localPart) => stack.address(localPart), offerTimeLimitS, capacity });
  const files = await writeServiceFiles(dir, config, seed);
  await seedService(files);
  return files;
}
