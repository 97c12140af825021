import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterFolder } from '../../service/store/embedded/cluster';
import { readPostmaster } from '../../service/store/embedded/postmaster';
import type { MailStack } from '../mail-stack/types';
import { countOption, type RunResult } from '../support/measured-run';
import { cpuSecondsOf, cpuSecondsOfTree } from '../support/process-cpu';
import { prepareLoneService, type LoneService } from '../world/lone-service';
import { bareStreamMs } from './bare-stream';
import { databaseAloneRate } from './database-alone';
import { fillMailbox, waitingMail } from './fill-mailbox';
import { watchIntake, type IntakeWatch } from './intake-watch';

const MAIL_BYTES = 5 * 1024;
const GOAL_RATIO = 0.5;
/** It is the database that intake waits for where a transaction is nearly always open, and they come nearly as fast as without the rest. */
const BOUND_IN_TRANSACTION = 0.9;
const BOUND_OF_DATABASE = 0.8;
const GOAL_MEMORY_MB = 300;
/** Enough to know the database's own rate. */
const ALONE_MAILS = 20_000;

/**
 * How fast waiting mails become contacts, from the start of the service's process, beside a bare stream of the same
 * headers by the same library, and beside the same transactions on a database alone, in the same run. Where the limit
 * lies is told by the share of the time in which a transaction was open, and by the processor time of each part.
 * `--mails N` (10,000), `--relax F` (1) divides the ratios that are wanted and multiplies the memory that is allowed.
 */
export async function intake(options: Map<string, string>): Promise<RunResult> {
  const mails = countOption(options, 'mails', 10_000);
  const relax = Number(options.get('relax') ?? 1);
  const lone = await prepareLoneService({});
  const { stack } = lone;
  try {
    await fillMailbox(stack, mails, MAIL_BYTES);
    const aloneMails = Math.min(mails, ALONE_MAILS);
    const alone = (): Promise<number> =>
      databaseAloneRate(aloneMails, (number) => waitingMail(stack, number, MAIL_BYTES));
    // the first stream makes the server's index and its cache
    await bareStreamMs(stack.imap, mails);
    const before = { bareMs: await bareStreamMs(stack.imap, mails), alone: await alone() };
    const run = await takeInAll(lone, mails);
    const after = { bareMs: await bareStreamMs(stack.imap, mails), alone: await alone() };
    const bareRate = (mails * 2000) / (before.bareMs + after.bareMs);
    const aloneRate = (before.alone + after.alone) / 2;
    return judge({ mails, relax, run, bareRate, aloneRate, aloneMails });
  } finally {
    await lone.stop();
  }
}

type Run = {
  startMs: number;
  intakeMs: number;
  contacts: number;
  peakMemoryMb: number;
  cpu: Record<string, number>;
  watch: IntakeWatch;
};

async function takeInAll({ stack, service, database }: LoneService, mails: number): Promise<Run> {
  const dovecot = await dovecotMaster(stack);
  const dovecotBefore = dovecot === null ? 0 : cpuSecondsOfTree(dovecot);
  const startedAt = performance.now();
  await service.start();
  const startMs = performance.now() - startedAt;
  const watch = await watchIntake(service.files.dataDir, mails, 60_000 + mails * 20);
  const postmaster = await readPostmaster(clusterFolder(service.files.dataDir));
  if (service.pid === null || postmaster === null) throw new Error('the service has ended');
  const cpu = {
    cpuServiceS: cpuSecondsOf(service.pid),
    cpuPostgresS: cpuSecondsOfTree(postmaster.pid),
    ...(dovecot === null ? {} : { cpuDovecotS: cpuSecondsOfTree(dovecot) - dovecotBefore }),
  };
  const peakMemoryMb = await peakMemory(service.pid);
  const contacts = (await database.contacts()).length;
  await service.stop();
  return { startMs, intakeMs: watch.fullAt - startedAt, contacts, peakMemoryMb, cpu, watch };
}

type Measured = { mails: number; relax: number; run: Run; bareRate: number; aloneRate: number; aloneMails: number };

function judge({ mails, relax, run, bareRate, aloneRate, aloneMails }: Measured): RunResult {
  const { startMs, intakeMs, contacts, peakMemoryMb, cpu, watch } = run;
  const rate = (mails * 1000) / intakeMs;
  const rateAfterStart = (mails * 1000) / (intakeMs - startMs);
  const ratio = rate / bareRate;
  const ofDatabaseAlone = rateAfterStart / aloneRate;
  const [wantedRatio, wantedInTransaction, wantedOfDatabase] = [
    GOAL_RATIO / relax,
    BOUND_IN_TRANSACTION / relax,
    BOUND_OF_DATABASE / relax,
  ];
  const isDatabaseBound = watch.inTransaction >= wantedInTransaction && ofDatabaseAlone >= wantedOfDatabase;
  const allowedMb = GOAL_MEMORY_MB * relax;
  return {
    name: 'intake',
    ok: contacts === mails && (ratio >= wantedRatio || isDatabaseBound) && peakMemoryMb <= allowedMb,
    goal:
      `every mail a contact, ≤ ${allowedMb} MB, ≥ ${wantedRatio} of the bare stream's rate or bound by the database ` +
      `(a transaction open ≥ ${wantedInTransaction} of the time, ≥ ${wantedOfDatabase} of the database's own rate)`,
    figures: {
      mails,
      contacts,
      serviceStartMs: Math.round(startMs),
      intakeMs: Math.round(intakeMs),
      mailsPerS: Math.round(rate),
      mailsPerSAfterStart: Math.round(rateAfterStart),
      bareStreamMailsPerS: Math.round(bareRate),
      databaseAloneMailsPerS: Math.round(aloneRate),
      databaseAloneMails: aloneMails,
      ratio: hundredths(ratio),
      ratioAfterStart: hundredths(rateAfterStart / bareRate),
      ofDatabaseAlone: hundredths(ofDatabaseAlone),
      transactionOpen: hundredths(watch.inTransaction),
      postgresExecuting: hundredths(watch.executing),
      samples: watch.samples,
      ...Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, hundredths(seconds)])),
      isDatabaseBound: isDatabaseBound ? 'yes' : 'no',
      peakMemoryMb: Math.round(peakMemoryMb),
    },
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Null where the servers are not ours. */
async function dovecotMaster({ kind, dir }: MailStack): Promise<number | null> {
  return kind === 'existing' ? null : Number(await readFile(join(dir, 'run', 'master.pid'), 'utf8'));
}

/** The most memory the process has had at once (VmHWM), in megabytes. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('the peak of the memory is not known: this needs Linux');
  return Number(kilobytes) / 1024;
}
