import { buildMail } from '../builders/mail';
import { deliverMail } from '../mail-stack/deliver';
import { watchExists } from '../mail-stack/idle-floor';
import { countOption, percentile, type RunResult } from '../support/measured-run';
import { watchContacts } from '../world/contact-watch';
import { prepareLoneService, type LoneService } from '../world/lone-service';

const GOAL_OVER_FLOOR_MS = 40;

/**
 * From acceptance by the MTA to the moment when the contact's row can be seen in the database, beside the mail server's
 * own IDLE floor: the time until a second, bare IMAP connection hears `exists` for the same mail. `--mails N` (200),
 * `--relax F` (1) multiplies what is allowed over the floor.
 */
export async function deliveryToContact(options: Map<string, string>): Promise<RunResult> {
  const mails = countOption(options, 'mails', 200);
  const relax = Number(options.get('relax') ?? 1);
  const lone = await prepareLoneService({});
  try {
    await lone.service.start();
    await lone.service.waitUntilReady();
    const { floor, contact } = await measure(lone, mails);
    const figures = {
      mails,
      floorP50Ms: percentile(floor, 50),
      floorP95Ms: percentile(floor, 95),
      contactP50Ms: percentile(contact, 50),
      contactP95Ms: percentile(contact, 95),
      overFloorP50Ms: percentile(contact, 50) - percentile(floor, 50),
      overFloorP95Ms: percentile(contact, 95) - percentile(floor, 95),
    };
    const allowedMs = GOAL_OVER_FLOOR_MS * relax;
    return {
      name: 'delivery-to-contact',
      ok: figures.overFloorP95Ms <= allowedMs,
      goal: `p95 of the contact in the database ≤ p95 of the IDLE floor + ${allowedMs} ms`,
      figures,
    };
  } finally {
    await lone.stop();
  }
}

async function measure(
  { stack, service }: LoneService,
  mails: number,
): Promise<{ floor: number[]; contact: number[] }> {
  const [watcher, contacts] = await Promise.all([watchExists(stack.imap), watchContacts(service.files.dataDir)]);
  const floor: number[] = [];
  const contact: number[] = [];
  for (let i = 0; i < mails; i += 1) {
    const subject = `Measured ${i}`;
    const from = stack.customerAddress(`customer${i}`);
    const to = stack.address('support');
    const raw = await buildMail({ from, to, subject, messageId: `<measured-${i}-${process.pid}@customers.test>` });
    const heard = Promise.all([watcher.next(), contacts.seenAt(subject)]);
    const { epochMs } = await deliverMail(stack.delivery, { from, to: [to], raw });
    const [floorAt, contactAt] = await heard;
    floor.push(floorAt - epochMs);
    contact.push(contactAt - epochMs);
  }
  await Promise.all([watcher.stop(), contacts.stop()]);
  return { floor, contact };
}
