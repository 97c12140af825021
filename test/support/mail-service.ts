import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { configSchema, type ServiceConfig } from '../../service/config/schema';
import { seed } from '../../service/config/seed';
import type { ServiceDeps } from '../../service/deps';
import { hashPassword } from '../../service/identity/password';
import type { Running } from '../../service/running';
import { buildAgent, buildCsq, buildEntryPoint } from '../builders/seed';
import { deliverMail } from '../mail-stack/deliver';
import { openMailStack } from '../mail-stack/open';
import type { MailStack, MailStackOptions } from '../mail-stack/types';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from './service-database';
import { waitFor } from './wait-for';

const TEST_COST = { logN: 4, r: 1, p: 1 };

/** A mail store and a seeded database: queues Support (the default) and Sales, each with its address, and agent anna. */
export type MailWorld = {
  stack: MailStack;
  deps: ServiceDeps;
  config: ServiceConfig;
  /** The same parts as a new instance of the service would have them. */
  newInstance: () => ServiceDeps;
  /** Delivers a raw mail to an entry point through the MTA. */
  deliver: (raw: string | Buffer, localPart?: string) => Promise<void>;
  stop: () => Promise<void>;
};

let database: Promise<ServiceDatabase> | undefined;

/** Starts a stack, on the one database of this test file, emptied. */
export async function startMailWorld(options: MailStackOptions = {}): Promise<MailWorld> {
  const [stack, { deps: shared }] = await Promise.all([openMailStack(options), emptyDatabase()]);
  const level = process.env.REPLYDESK_TEST_LOG ?? 'silent';
  const deps = { ...shared, now: () => new Date(), log: pino({ level }) };
  await seed(
    { db: deps.db, newId: deps.newId, now: deps.now, hashPassword: (password) => hashPassword(password, TEST_COST) },
    {
      csqs: [seedCsq('Support', true), seedCsq('Sales', false)],
      entryPoints: [
        { ...buildEntryPoint({ address: stack.address('support') }), isDefault: true },
        { ...buildEntryPoint({ address: stack.address('sales'), csq: 'Sales' }), isDefault: false },
      ],
      agents: [{ ...buildAgent({ username: 'anna' }), capacity: 3 }],
      wrapUpReasons: [{ code: 'solved', label: 'Solved', isDefault: true }],
      notReadyReasons: [{ code: 'break', label: 'Break' }],
    },
  );
  return {
    stack,
    deps,
    config: mailConfig(stack),
    newInstance: () => ({ ...deps, instanceId: randomUUID() }),
    deliver: async (raw, localPart = 'support') => {
      const from = stack.customerAddress('carla');
      await deliverMail(stack.delivery, { from, to: [stack.address(localPart)], raw });
    },
    stop: () => stack.stop(),
  };
}

/** To be called after the last test of a file. */
export async function stopMailWorldDatabase(): Promise<void> {
  await (await database)?.stop();
  database = undefined;
}

/** The configuration of a service that uses this stack. */
export function mailConfig({ imap, smtp }: Pick<MailStack, 'imap' | 'smtp'>): ServiceConfig {
  return configSchema.parse({ dataDir: 'unused', mailStore: { imap, smtp, pollIntervalS: 2 } });
}

/** Waits until the part reaches its server. */
export async function waitConnected(running: Pick<Running, 'status'>): Promise<void> {
  await waitFor('a connection to the mail server', () => running.status().connected);
}

async function emptyDatabase(): Promise<ServiceDatabase> {
  database ??= startServiceDatabase();
  const started = await database;
  await emptyTables(started);
  return started;
}

function seedCsq(name: string, isDefault: boolean) {
  return { ...buildCsq({ name }), offerTimeLimitS: 30, wrapUpLimitS: 60, isDefault };
}
