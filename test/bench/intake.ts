import { readFile } from 'node:fs/promises';
import { withImap } from '../mail-stack/mailbox';
import type { MailEndpoint } from '../mail-stack/types';
import { countOption, type RunResult } from '../support/measured-run';
import { waitFor } from '../support/wait-for';
import { prepareLoneService } from '../world/lone-service';
import { takeInOnDatabaseAlone } from './database-alone';
import { fillMailbox, waitingMail } from './fill-mailbox';

const MAIL_BYTES = 5 * 1024;
const GOAL_RATIO = 0.5;
/** From here on it is the database that intake waits for. */
const GOAL_OF_DATABASE = 0.6;
const GOAL_MEMORY_MB = 300;

/**
 * How fast waiting mails become contacts, from the start of the service's process, beside a bare stream of the same
 * headers by the same library, and beside the same transactions on a database alone, in the same run. `--mails N` (10,000), `--relax F` (1) divides the ratio that is wanted and
 * multiplies the memory that is allowed.
 */
export async function intake(options: Map<string, string>): Promise<RunResult> {
  const mails = countOption(options, 'mails', 10_000);
  const relax = Number(options.get('relax') ?? 1);
  const { stack, service, database, stop } = await prepareLoneService({});
  try {
    await fillMailbox(stack, mails, MAIL_BYTES);
    // the first stream makes the server's index and its cache
    await streamHeaders(stack.imap, mails);
    const before = await streamHeaders(stack.imap, mails);
    const startedAt = performance.now();
    await service.start();
    const startMs = performance.now() - startedAt;
    await waitFor('all mails in the ledger', async () => (await database.mailCount()) >= mails, {
      timeoutMs: 60_000 + mails * 20,
      intervalMs: 50,
    });
    const intakeMs = performance.now() - startedAt;
    const peakMemoryMb = await peakMemory(service.pid);
    const contacts = (await database.contacts()).length;
    await service.stop();
    const bareMs = (before + (await streamHeaders(stack.imap, mails))) / 2;
    const written = Array.from({ length: mails }, (_, number) => waitingMail(stack, number, MAIL_BYTES));
    const databaseMs = await takeInOnDatabaseAlone(written);
    const ratio = bareMs / intakeMs;
    const ofDatabaseAlone = databaseMs / (intakeMs - startMs);
    const [wantedRatio, wantedOfDatabase, allowedMb] = [
      GOAL_RATIO / relax,
      GOAL_OF_DATABASE / relax,
      GOAL_MEMORY_MB * relax,
    ];
    const isFast = ratio >= wantedRatio || ofDatabaseAlone >= wantedOfDatabase;
    return {
      name: 'intake',
      ok: contacts === mails && isFast && peakMemoryMb <= allowedMb,
      goal: `every mail a contact, ≤ ${allowedMb} MB, ≥ ${wantedRatio} of the bare stream's rate or ≥ ${wantedOfDatabase} of the database's own`,
      figures: {
        mails,
        contacts,
        serviceStartMs: Math.round(startMs),
        intakeMs: Math.round(intakeMs),
        mailsPerS: Math.round((mails * 1000) / intakeMs),
        mailsPerSAfterStart: Math.round((mails * 1000) / (intakeMs - startMs)),
        bareStreamMailsPerS: Math.round((mails * 1000) / bareMs),
        databaseAloneMailsPerS: Math.round((mails * 1000) / databaseMs),
        ofDatabaseAlone: Math.round(ofDatabaseAlone * 100) / 100,
        ratio: Math.round(ratio * 100) / 100,
        peakMemoryMb: Math.round(peakMemoryMb),
      },
    };
  } finally {
    await stop();
  }
}

/** Fetches what intake fetches of every mail, does nothing with it, and gives the milliseconds that took. */
async function streamHeaders(server: MailEndpoint, mails: number): Promise<number> {
  const startedAt = performance.now();
  await withImap(server, async (client) => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    const query = {
      uid: true,
      internalDate: true,
      size: true,
      bodyParts: [{ key: 'HEADER', start: 0, maxLength: 2 ** 20 }],
    };
    let count = 0;
    for await (const { headers } of client.fetch('1:*', query)) count += headers === undefined ? 0 : 1;
    if (count !== mails) throw new Error(`the bare stream has ${count} headers of ${mails}`);
  });
  return performance.now() - startedAt;
}

/** The most memory the process has had at once (VmHWM), in megabytes. */
async function peakMemory(pid: number | null): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('the peak of the memory is not known: this needs Linux');
  return Number(kilobytes) / 1024;
}
