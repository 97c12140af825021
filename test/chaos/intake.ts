import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDelivery } from '../mail-stack/deliver';
import { existingStoreUrls } from '../mail-stack/existing-store';
import type { Capability, MailStack, MailStackOptions } from '../mail-stack/types';
import { countOption, type RunResult } from '../support/measured-run';
import { prepareLoneService, type LoneService } from '../world/lone-service';
import { settle, type Account } from './account';
import { buildChaosMail, numberOf } from './chaos-mail';
import { INJECTIONS, round, type Injection, type Scene } from './injections';
import { OtherClient } from './other-client';
import { createRandom } from './random';

const REMOVABLE: readonly Capability[] = ['MOVE', 'UIDPLUS', 'CONDSTORE', 'IDLE', 'SPECIAL-USE'];
const LONGEST_GAP_MS = 1500;
/** Exim ends a session after 1,000. */
const MAILS_A_SESSION = 500;
const SETTLE_MS = 180_000;

/**
 * Mails come in while everything breaks: in the end each is one contact or one entry in "needs attention". `--mails N`
 * (2000), `--seed N` (1), `--rate N` mails a second (25), `--freeze S` seconds for which the server stands still (40),
 * `--without MOVE,UIDPLUS,CONDSTORE,IDLE`. A seed gives the same choices; the moments are the machine's. On a store by URL
 * what breaks the servers is left out.
 */
export async function intake(options: Map<string, string>): Promise<RunResult> {
  const mails = countOption(options, 'mails', 2000);
  const seed = countOption(options, 'seed', 1);
  const rate = countOption(options, 'rate', 25);
  const freezeMs = countOption(options, 'freeze', 40) * 1000;
  const lone = await prepareLoneService(stackOptions(without(options)));
  const isOwn = lone.stack.kind === 'fixture';
  const injections = INJECTIONS.filter(({ breaksServer }) => isOwn || breaksServer !== true);
  const leftOut = INJECTIONS.filter((injection) => !injections.includes(injection)).map(({ name }) => name);
  if (leftOut.length > 0) process.stderr.write(`left out, as the servers are not ours: ${leftOut.join(', ')}\n`);
  const client = new OtherClient(lone.stack, createRandom(seed + 1));
  try {
    await client.start();
    const counts = new Map<string, number>(injections.map(({ name }) => [name, 0]));
    const count = (what: string, by: number): void => void counts.set(what, (counts.get(what) ?? 0) + by);
    const delivery = { isOver: false };
    const delivering = deliver(lone.stack, { mails, seed, rate }).finally(() => (delivery.isOver = true));
    const scene: Scene = { lone, client, random: createRandom(seed), freezeMs, count };
    const [senderless] = await Promise.all([delivering, injectUntil(() => delivery.isOver, injections, scene)]);
    const { figures, failures } = await closeAccount(lone, client, { mails, senderless });
    await client.stop();
    return {
      name: 'chaos-intake',
      ok: failures.length === 0,
      goal: 'every mail of the store has exactly one contact or one entry in attention',
      figures: { seed, leftOut: leftOut.join(', '), ...Object.fromEntries(counts), ...figures },
      failures,
    };
  } finally {
    if (process.env.REPLYDESK_TEST_LOG) process.stderr.write(await lone.service.log());
    await lone.stop();
  }
}

/** A store by URL has no proxy, and cannot be made to lack anything. */
function stackOptions(withoutCapabilities: Capability[]): MailStackOptions {
  const isByUrl = existingStoreUrls(process.env) !== null && withoutCapabilities.length === 0;
  return isByUrl ? {} : { proxied: true, withoutCapabilities };
}

function without(options: Map<string, string>): Capability[] {
  const names = (options.get('without') ?? '').split(',').filter((name) => name !== '');
  return names.map((name) => {
    const known = REMOVABLE.find((capability) => capability === name.toUpperCase());
    if (known === undefined) throw new Error(`--without knows ${REMOVABLE.join(', ')}`);
    return known;
  });
}

/** Delivers all mails by the MTA, which keeps what the server does not take yet. Gives those that name no sender. */
async function deliver(
  stack: MailStack,
  { mails, seed, rate }: { mails: number; seed: number; rate: number },
): Promise<Set<number>> {
  const random = createRandom(seed + 2);
  const senderless = new Set<number>();
  let session = await openDelivery(stack.delivery);
  const startedAt = Date.now();
  for (let number = 0; number < mails; number += 1) {
    const built = buildChaosMail(stack, number, random);
    if (!built.hasSender) senderless.add(number);
    if (number % MAILS_A_SESSION === MAILS_A_SESSION - 1) {
      session.close();
      session = await openDelivery(stack.delivery);
    }
    await session.deliver(built.mail);
    await pause(Math.max(0, startedAt + (number * 1000) / rate - Date.now()));
  }
  session.close();
  return senderless;
}

/** At least one whole round, so that nothing is left out of a short run. */
async function injectUntil(isOver: () => boolean, injections: readonly Injection[], scene: Scene): Promise<void> {
  const startedAt = Date.now();
  await scene.lone.service.start();
  do {
    for (const injection of round(injections, scene.random)) {
      await pause(scene.random.below(LONGEST_GAP_MS));
      process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s ${injection.name}\n`);
      await injection.run(scene);
      scene.count(injection.name, 1);
    }
  } while (!isOver());
}

/** Lets the service come to rest, then compares. */
async function closeAccount(
  { stack, service, database }: LoneService,
  client: OtherClient,
  { mails, senderless }: { mails: number; senderless: ReadonlySet<number> },
): Promise<Account> {
  await service.waitUntilReady(60_000);
  const take = async (): Promise<Account> => {
    const inbox = await client.list();
    const elsewhere = (await client.listElsewhere()).length;
    const contacts = (await database.contacts()).map(({ subject }) => numberOf(subject));
    const takenIn = await database.takenIn();
    return settle({ mails, senderless, inbox, deleted: client.deleted, elsewhere, contacts, takenIn });
  };
  let account = await take();
  const until = Date.now() + SETTLE_MS;
  // What is missing may only be late; what was doubled stays so, once nothing comes any more.
  for (let doubledLooks = 0; Date.now() < until && doubledLooks < 5;) {
    const isQuiet = (await spooled(stack)) === 0;
    if (isQuiet && account.failures.length === 0) break;
    if (isQuiet && (account.figures.doubled ?? 0) > 0) doubledLooks += 1;
    await pause(1000);
    account = await take();
  }
  return account;
}

/** Files in the MTA's queue; 0 where it is not ours, and what is late only counts as missing for longer. */
async function spooled(stack: MailStack): Promise<number> {
  if (stack.kind === 'existing') return 0;
  const entries = await readdir(join(stack.dir, 'spool', 'input'), { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).length;
}
