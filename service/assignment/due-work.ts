import { sql } from 'kysely';
import { expireWrapUps } from '../contacts/wrap-up';
import type { ServiceDeps } from '../deps';
import { signOutAway } from './connection';
import { expireOffers } from './expire-offers';
import { offerNext } from './offer-next';
import { wakeDue } from './wake-postponed';

/** Looks again even if nothing was heard: for what no topic and no deadline tells of. */
const SAFETY_NET_MS = 5000;

/**
 * Does what is due, as soon as a topic says that there may be something or the next deadline has come. One round at a
 * time; what is heard during a round makes another one. Nothing is kept here: a process that dies loses a timer, and
 * the next one finds the same deadlines in the rows.
 */
export function startDueWork(deps: ServiceDeps, { graceMs }: { graceMs: number }): { stop: () => Promise<void> } {
  let isStopped = false;
  let isWanted = true;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | null = null;

  const wake = (): void => {
    isWanted = true;
    if (isStopped || round) return;
    clearTimeout(timer);
    round = rounds().finally(() => {
      round = null;
      // Heard between the last look and here.
      if (isWanted) wake();
    });
  };

  async function rounds(): Promise<void> {
    let waitMs = SAFETY_NET_MS;
    while (isWanted && !isStopped) {
      isWanted = false;
      waitMs = await doRound(deps, graceMs);
    }
    if (!isStopped) timer = setTimeout(wake, waitMs);
  }

  const unsubscribe = deps.bus.subscribe(({ topic }) => {
    if (topic === 'work' || topic === 'resync') wake();
  });
  wake();
  return {
    stop: async () => {
      isStopped = true;
      unsubscribe();
      clearTimeout(timer);
      await round;
    },
  };
}

/** @returns milliseconds until the next deadline */
async function doRound(deps: ServiceDeps, graceMs: number): Promise<number> {
  try {
    // The offer is what somebody waits for; deadlines have passed already.
    await offerNext(deps);
    const freed = (await expireOffers(deps)) + (await expireWrapUps(deps)) + (await signOutAway(deps, graceMs));
    // After it is known who is gone: what they put off goes to the queues.
    const back = await wakeDue(deps);
    if (freed + back > 0) await offerNext(deps);
    return await untilNextDeadline(deps, graceMs);
  } catch (error) {
    deps.log.error({ err: error }, 'due work failed; it is tried again');
    return 1000;
  }
}

async function untilNextDeadline({ db, now }: ServiceDeps, graceMs: number): Promise<number> {
  const { rows } = await sql<{ next: Date | null }>`
    SELECT least(
      (SELECT min(offer_expires_at) FROM contacts WHERE state = 'offered'),
      (SELECT min(wrap_up_until) FROM contacts WHERE state = 'wrap-up'),
      (SELECT min(postponed_until) FROM contacts WHERE state = 'postponed'),
      (SELECT min(disconnected_at) FROM agents WHERE state <> 'signed-out') + ${graceMs} * interval '1 millisecond'
    ) AS next`.execute(db);
  const next = rows[0]?.next;
  if (!next) return SAFETY_NET_MS;
  return Math.min(SAFETY_NET_MS, Math.max(1, next.getTime() - now().getTime()));
}
