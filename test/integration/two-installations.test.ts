import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { seed } from '../../service/config/seed';
import { startIntake } from '../../service/intake/index';
import { startOutbox } from '../../service/outbox/index';
import type { Running } from '../../service/running';
import { buildCsq, buildEntryPoint } from '../builders/seed';
import { deliverMail } from '../mail-stack/deliver';
import {
  mailConfig,
  startMailWorld,
  stopMailWorldDatabase,
  waitConnected,
  type MailWorld,
} from '../support/mail-service';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { waitFor } from '../support/wait-for';
import { answerEverything, automaticFiled, automaticRows } from './automatic-world';

type Installation = Pick<MailWorld, 'deps' | 'config'>;

let world: MailWorld;
let database: ServiceDatabase | undefined;
let other: Installation;
let running: Running[] = [];

/** The mailbox of one more customer, who has a Replydesk. */
const otherAddress = (): string => world.stack.customerAddress('other');

beforeEach(async () => {
  world = await startMailWorld({ ownServers: true });
  database ??= await startServiceDatabase();
  await emptyTables(database);
  const deps = { ...database.deps, now: () => new Date() };
  const hashPassword = (): Promise<string> => Promise.reject(new Error('nobody signs in'));
  const csqs = [{ ...buildCsq(), offerTimeLimitS: 30, wrapUpLimitS: 60, isDefault: true }];
  const entryPoints = [{ ...buildEntryPoint({ address: otherAddress() }), isDefault: true }];
  await seed({ ...deps, hashPassword }, { csqs, entryPoints, agents: [], wrapUpReasons: [], notReadyReasons: [] });
  const imap = world.stack.customerImap(otherAddress());
  other = { deps, config: mailConfig({ imap, smtp: world.stack.smtp }) };
  for (const { deps: its } of [world, other]) await answerEverything({ ...world, deps: its });
  for (const { deps: its, config } of [world, other]) {
    running.push(await startIntake(its, config), await startOutbox(its, config));
  }
  await Promise.all(running.map(waitConnected));
});
afterEach(async () => {
  await Promise.all(running.map((part) => part.stop()));
  running = [];
  await world.stop();
});
afterAll(async () => {
  await database?.stop();
  await stopMailWorldDatabase();
});

const letter = (from: string, subject: string): string =>
  [`From: <${from}>`, `Subject: ${subject}`, '', 'Hello'].join('\r\n');
const contacts = (at: Installation, count: number): Promise<true> =>
  waitFor(`${count} mails taken in`, async () => {
    const rows = await at.deps.db.selectFrom('ledger').select('contact_id').execute();
    return rows.length === count && rows.every((row) => row.contact_id !== null);
  });

it('two installations that answer everything stop after one exchange', async () => {
  const ours = world.stack.address('support');
  // a person behind their address writes to us: our acknowledgement is all that comes of it
  await world.deliver(letter(otherAddress(), 'to us'));
  await automaticFiled(world, 1);
  await contacts(other, 1);
  expect(await automaticRows(other)).toEqual([]);
  // and the other way round; both have each other as customers now
  await deliverMail(lmtp(), { from: ours, to: [otherAddress()], raw: letter(ours, 'to them') });
  await automaticFiled(other, 1);
  await contacts(other, 2);
  await contacts(world, 2);
  // what would have been answered is before this in both queues
  await world.deliver(letter(otherAddress(), 'again'));
  await contacts(world, 3);
  await deliverMail(lmtp(), { from: ours, to: [otherAddress()], raw: letter(ours, 'again') });
  await contacts(other, 3);
  expect(await automaticRows(world)).toHaveLength(1);
  expect(await automaticRows(other)).toHaveLength(1);
});

/** Past the MTA, which takes mail from outside for our own domain alone. */
function lmtp() {
  const { lmtp: endpoint } = world.stack;
  if (endpoint === null) throw new Error('an existing store has no LMTP of its own');
  return endpoint;
}
