import { setTimeout as pause } from 'node:timers/promises';
import { clusterFolder } from '../../service/store/embedded/cluster';
import { readPostmaster } from '../../service/store/embedded/postmaster';
import type { LoneService } from '../world/lone-service';
import { placeOf } from './account';
import type { OtherClient } from './other-client';
import type { Random } from './random';

/** What an injection works on, and what it counts besides. */
export type Scene = {
  lone: LoneService;
  client: OtherClient;
  random: Random;
  freezeMs: number;
  count: (what: string, by: number) => void;
};

/**
 * Breaks or changes one thing and mends it again, as far as it does not mend itself. `breaksServer`: the mail servers
 * have to be our own for it.
 */
export type Injection = { name: string; weight: number; breaksServer?: true; run: (scene: Scene) => Promise<void> };

/** Everything that may happen while mails come in; `weight` says how often in one round. */
export const INJECTIONS: readonly Injection[] = [
  { name: 'serviceKilled', weight: 5, run: killService },
  { name: 'serviceKilledAtStart', weight: 3, run: killServiceAtStart },
  { name: 'serviceStopped', weight: 1, run: stopService },
  {
    name: 'connectionCut',
    weight: 4,
    breaksServer: true,
    run: ({ lone }) => Promise.resolve(lone.stack.faults().imap.cut()),
  },
  { name: 'connectionCutInFetch', weight: 3, breaksServer: true, run: cutInFetch },
  { name: 'connectionCutInMove', weight: 3, breaksServer: true, run: cutInMove },
  {
    name: 'submissionCut',
    weight: 3,
    breaksServer: true,
    run: ({ lone }) => Promise.resolve(lone.stack.faults().smtp.cut()),
  },
  { name: 'serverFrozen', weight: 1, breaksServer: true, run: freezeServer },
  { name: 'serverRestarted', weight: 1, breaksServer: true, run: ({ lone }) => lone.stack.restartDovecot('graceful') },
  { name: 'serverKilled', weight: 2, breaksServer: true, run: ({ lone }) => lone.stack.restartDovecot('kill') },
  { name: 'flaggedSeen', weight: 2, run: async ({ client, count }) => count('mailsFlagged', await client.flagSeen()) },
  { name: 'movedAwayAndBack', weight: 4, run: moveAwayAndBack },
  { name: 'thrownAway', weight: 2, run: throwAwayTakenIn },
  { name: 'databaseKilled', weight: 3, run: killDatabase },
];

/** One round: each of these as often as its weight says, in this random order. */
export function round(injections: readonly Injection[], random: Random): Injection[] {
  return random.shuffle(injections.flatMap((injection) => Array.from({ length: injection.weight }, () => injection)));
}

async function killService({ lone: { service }, random }: Scene): Promise<void> {
  await service.kill();
  await pause(random.below(400));
  await service.start();
}

/** The second death falls anywhere between the first line of the program and its first mails. */
async function killServiceAtStart({ lone: { service }, random }: Scene): Promise<void> {
  await service.kill();
  let failure: unknown;
  const started = service.start().catch((error: unknown) => (failure = error));
  await pause(random.below(2000));
  const isRunning = service.pid !== null;
  await service.kill();
  await started;
  if (!isRunning) throw failure;
  await service.start();
}

async function stopService({ lone: { service } }: Scene): Promise<void> {
  await service.stop();
  await service.start();
}

/** Cut at the first header of ours on the wire; at some moment, where none comes by. */
async function cutInFetch({ lone, random }: Scene): Promise<void> {
  const { imap } = lone.stack.faults();
  const cut = imap.cutWhen({ from: 'server', pattern: /Subject: (Re: )?Chaos/, isForwarded: random.next() < 0.5 });
  await Promise.race([cut, pause(3000)]);
  imap.cut();
}

/** Cut at the command that moves mails of ours, or between it and its answer; at some moment, where none comes by. */
async function cutInMove({ lone, random }: Scene): Promise<void> {
  const { imap } = lone.stack.faults();
  const [from, pattern] =
    random.next() < 0.5 ? (['client', /UID (MOVE|COPY) /] as const) : (['server', /COPYUID|EXPUNGE/] as const);
  const cut = imap.cutWhen({ from, pattern, isForwarded: random.next() < 0.5 });
  await Promise.race([cut, pause(3000)]);
  imap.cut();
}

async function freezeServer({ lone: { stack }, freezeMs }: Scene): Promise<void> {
  stack.freeze();
  try {
    await pause(freezeMs);
  } finally {
    stack.thaw();
  }
}

async function moveAwayAndBack({ lone: { database }, client, random, count }: Scene): Promise<void> {
  const known = new Set((await database.ledger()).map(placeOf));
  const moved = await client.moveAway();
  count('mailsMovedAway', moved.length);
  count('movedBeforeTakenIn', moved.filter((mail) => !known.has(placeOf(mail))).length);
  await pause(random.below(1500));
  await client.moveBack();
}

async function throwAwayTakenIn({ lone: { database }, client, count }: Scene): Promise<void> {
  const known = new Set((await database.ledger()).map(placeOf));
  count('mailsThrownAway', await client.throwAwaySome((mail) => known.has(placeOf(mail))));
}

/** The postmaster alone; its backends end when they see that it is gone, and the service starts another. */
async function killDatabase({ lone: { service } }: Scene): Promise<void> {
  const postmaster = await readPostmaster(clusterFolder(service.files.dataDir));
  if (postmaster !== null) process.kill(postmaster.pid, 'SIGKILL');
}
