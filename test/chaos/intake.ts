import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { existingStoreUrls } from '../mail-stack/existing-store';
import { readMailbox } from '../mail-stack/mailbox';
import type { Capability, MailStack, MailStackOptions } from '../mail-stack/types';
import { countOption, type RunResult } from '../support/measured-run';
import { prepareLoneService, type LoneService } from '../world/lone-service';
import { settle, type Account } from './account';
import { ChaosMails, type ChaosMail } from './chaos-mail';
import { configureSite, FOLDERS } from './configure-site';
import { deliverMails } from './delivery';
import { INJECTIONS, round, type Injection, type Scene } from './injections';
import { BIN, OtherClient } from './other-client';
import { createRandom } from './random';
import { settleReplies } from './replies-account';

const REMOVABLE: readonly Capability[] = ['MOVE', 'UIDPLUS', 'CONDSTORE', 'IDLE', 'SPECIAL-USE'];
const LONGEST_GAP_MS = 1500;
const SETTLE_MS = 180_000;

/**
 * Mails come in while everything breaks: in the end each is one contact or one entry in "needs attention", lies where the
 * state of its contact wants it, and was answered automatically once where that is due. `--mails N`
 * (2000), `--seed N` (1), `--rate N` mails a second (25), `--freeze S` seconds for which the server stands still (40),
 * `--without MOVE,UIDPLUS,CONDSTORE,IDLE`. A seed gives the same choices; the moments are the machine's. On a store by URL
 * what breaks the servers is left out.
 */
export async function intake(options: Map<string, string>): Promise<RunResult> {
  const wanted = countOption(options, 'mails', 2000);
  const seed = countOption(options, 'seed', 1);
  const rate = countOption(options, 'rate', 25);
  const freezeMs = countOption(options, 'freeze', 40) * 1000;
  const lone = await prepareLoneService(stackOptions(without(options)));
  const isOwn = lone.stack.kind === 'fixture';
  const injections = INJECTIONS.filter(({ breaksServer }) => isOwn || breaksServer !== true);
  const leftOut = INJECTIONS.filter((injection) => !injections.includes(injection)).map(({ name }) => name);
  // to customers in the account itself a reply would be a mail that comes in
  const isAnswering = isOwn || Boolean(existingStoreUrls(process.env)?.customerImap);
  if (!isAnswering) leftOut.push('automaticReplies');
  if (leftOut.length > 0) process.stderr.write(`left out on this store: ${leftOut.join(', ')}\n`);
  const client = new OtherClient(lone.stack, createRandom(seed + 1));
  try {
    await configureSite(lone.service.files, lone.stack, isAnswering);
    await client.start();
    const counts = new Map<string, number>(injections.map(({ name }) => [name, 0]));
    const count = (what: string, by: number): void => void counts.set(what, (counts.get(what) ?? 0) + by);
    const mails = new ChaosMails(lone.stack, createRandom(seed + 2));
    const delivery = { isOver: false };
    const delivering = deliverMails(lone.stack, mails, { count: wanted, rate, endpoint: client.endpoint }).finally(
      () => (delivery.isOver = true),
    );
    const scene: Scene = { lone, client, random: createRandom(seed), freezeMs, count };
    const [appendedAgain] = await Promise.all([delivering, injectUntil(() => delivery.isOver, injections, scene)]);
    const excepted = new Set([...client.touched, ...appendedAgain]);
    const { figures, failures } = await closeAccount(lone, client, { mails: mails.all, excepted, isAnswering });
    await client.stop();
    return {
      name: 'chaos-intake',
      ok: failures.length === 0,
      goal: 'every mail has one contact or one entry in attention, lies where it belongs, and one reply goes out where one is due',
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

type Known = { mails: readonly ChaosMail[]; excepted: ReadonlySet<number>; isAnswering: boolean };

/** Lets the service come to rest, then compares. */
async function closeAccount(lone: LoneService, client: OtherClient, known: Known): Promise<Account> {
  await lone.service.waitUntilReady(60_000);
  let account = await takeAccount(lone, client, known);
  const until = Date.now() + SETTLE_MS;
  // What is missing may only be late; what was doubled stays so, once nothing comes any more.
  for (let doubledLooks = 0; Date.now() < until && doubledLooks < 5;) {
    const isQuiet = (await spooled(lone.stack)) === 0;
    if (isQuiet && account.failures.length === 0) break;
    if (isQuiet && Number(account.figures.doubled ?? 0) > 0) doubledLooks += 1;
    await pause(1000);
    account = await takeAccount(lone, client, known);
  }
  return account;
}

async function takeAccount(
  { stack, database }: LoneService,
  client: OtherClient,
  { mails, excepted, isAnswering }: Known,
): Promise<Account> {
  const [copies, rows] = [await client.list(), await database.ledger()];
  const moves = { queued: FOLDERS.queued, closed: FOLDERS.closed };
  const taken = settle({ mails, copies, rows, moves, bin: BIN, excepted });
  // nobody waits for replies to what is not taken in
  if (taken.failures.length > 0 || !isAnswering) return taken;
  const replies = await database.automaticReplies();
  const received = new Map<string, Awaited<ReturnType<MailStack['customerMail']>>>();
  for (const customer of new Set(mails.map((mail) => mail.customer)))
    received.set(customer, await stack.customerMail(customer));
  const ids = async (folder: string): Promise<string[]> =>
    (await readMailbox(client.endpoint, folder)).map(({ headers }) => headers.get('message-id')?.[0] ?? '');
  const [sent, outbox] = [await ids('Sent'), await ids('Outbox')];
  const answered = settleReplies({ mails, copies, rows, replies, received, sent, outbox });
  return { figures: { ...taken.figures, ...answered.figures }, failures: answered.failures };
}

/** Files in the MTA's queue; 0 where it is not ours, and what is late only counts as missing for longer. */
async function spooled(stack: MailStack): Promise<number> {
  if (stack.kind === 'existing') return 0;
  const entries = await readdir(join(stack.dir, 'spool', 'input'), { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).length;
}
