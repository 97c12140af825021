import type { Bridge } from '../../common/contract/ipc';
import { watchExists } from '../mail-stack/idle-floor';
import { waitFor } from '../support/wait-for';
import type { AgentDesk } from '../world/agent-desk';
import { DEMO_PASSWORD } from '../world/seed';
import { offerPaintedAt, watchOffers } from '../world/offer-watch';
import { startWorld } from '../world/world';
import { countOption, percentile, type RunResult } from '../support/measured-run';

const GOAL_OVER_FLOOR_MS = 60;

/**
 * From acceptance by the MTA to the offer in the agent's window, beside the mail server's own IDLE floor: the time until
 * a second, bare IMAP connection in the same run hears `exists` for the same mail. `--mails N` (200), `--relax F` (1)
 * multiplies what is allowed over the floor.
 */
export async function deliveryToOffer(options: Map<string, string>): Promise<RunResult> {
  const mails = countOption(options, 'mails', 200);
  const relax = Number(options.get('relax') ?? 1);
  const world = await startWorld({});
  try {
    await world.service.waitUntilReady();
    const desk = await world.signInDesk('anna', DEMO_PASSWORD);
    await desk.goReady();
    const watcher = await watchExists(world.stack.imap);
    const floor: number[] = [];
    const offer: number[] = [];
    await watchOffers(desk, /Measured \d+/);
    for (let i = 0; i < mails; i += 1) {
      const subject = `Measured ${i}`;
      const heard = watcher.next();
      const accepted = await world.sendInquiry({
        customer: world.stack.customerAddress(`customer${i}`),
        customerName: `Customer ${i}`,
        entryPoint: world.address('support'),
        subject,
      });
      const [floorAt, offerAt] = await Promise.all([heard, offerPaintedAt(desk, subject)]);
      floor.push(floorAt - accepted.epochMs);
      offer.push(offerAt - accepted.epochMs);
      await finish(desk, subject);
    }
    await watcher.stop();
    return summary(floor, offer, relax);
  } finally {
    await world.stop();
  }
}

/** Takes and closes the contact over the window's own bridge, so that the next offer finds a free agent. */
async function finish(desk: AgentDesk, subject: string): Promise<void> {
  const outcome = await desk.page.evaluate(async (wanted) => {
    const { request } = (globalThis as unknown as { replydesk: Bridge }).replydesk;
    const state = await request['app.state']({});
    const contact = state.ok
      ? state.value.snapshot?.contacts.find((candidate) => candidate.subject === wanted)
      : undefined;
    if (!contact) return 'no such contact';
    const contactId = contact.id;
    const accepted = await request['contacts.accept']({ contactId });
    if (!accepted.ok) return accepted.message;
    const sent = await request['replies.send']({
      contactId,
      subject: `Re: ${wanted}`,
      html: '<p>Thank you.</p>',
      to: [contact.customer],
      cc: [],
    });
    if (!sent.ok) return sent.message;
    const closed = await request['contacts.wrapUp']({ contactId, reasonCode: 'solved', notes: '' });
    return closed.ok ? 'done' : closed.message;
  }, subject);
  if (outcome !== 'done') throw new Error(`${subject}: ${outcome}`);
  await waitFor('the offer card is gone', async () => (await desk.offers.count()) === 0);
}

function summary(floor: number[], offer: number[], relax: number): RunResult {
  const figures = {
    mails: offer.length,
    floorP50Ms: percentile(floor, 50),
    floorP95Ms: percentile(floor, 95),
    offerP50Ms: percentile(offer, 50),
    offerP95Ms: percentile(offer, 95),
    overFloorP50Ms: percentile(offer, 50) - percentile(floor, 50),
    overFloorP95Ms: percentile(offer, 95) - percentile(floor, 95),
  };
  const allowedMs = GOAL_OVER_FLOOR_MS * relax;
  return {
    name: 'delivery-to-offer',
    ok: figures.overFloorP95Ms <= allowedMs,
    goal: `p95 of the offer in the window ≤ p95 of the IDLE floor + ${allowedMs} ms`,
    figures,
  };
}
