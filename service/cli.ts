import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { createLog } from './app/log';
import { exportConfiguration, importConfiguration } from './app/configuration-file';
import { openDatabase, type OpenDatabase } from './app/open-database';
import { loadConfig, parseFile } from './config/load-config';
import type { ServiceConfig } from './config/schema';
import { parseSeed, seed } from './config/seed';
import { hashUnlessSame } from './identity/password';
import { startService } from './index';
import { EXIT_CODES, StartError } from './start-error';

/** A stop that takes longer than this is cut short: systemd and containers would kill us soon anyway. */
const STOP_LIMIT_MS = 10_000;

type Options = { config?: string };

const program = new Command('replydesk-service').description('The e-mail service of Replydesk').showHelpAfterError();

command('start', 'run the service until it is told to stop').action((options: Options) => run(options, start));
command('migrate', "bring the database to this version's shape").action((options: Options) =>
  run(options, async (config, log) => {
    await withDatabase(config, log, () => Promise.resolve());
    say('The database is up to date.');
  }),
);
command('seed', 'write queues, addresses, agents and reasons from a file')
  .requiredOption('--file <file>', 'JSON file with what to write')
  .action((options: Options & { file: string }) => run(options, (config, log) => writeSeed(config, log, options.file)));
const configuration = program.command('configuration').description('queues, addresses and rules as one file');
command('export <file>', 'write what is in force', configuration).action((file: string, options: Options) =>
  run(options, (config, log) =>
    withDatabase(config, log, async (db) => say(`Written: version ${await exportConfiguration(db, file)}.`)),
  ),
);
command('import <file>', 'put a file in its place, as a whole', configuration).action(
  (file: string, options: Options) =>
    run(options, (config, log) =>
      withDatabase(config, log, async (db) => say(`In force: version ${await importConfiguration(db, file)}.`)),
    ),
);
command('check-config', 'say whether the configuration is valid, and do nothing else').action((options: Options) =>
  run(options, () => Promise.resolve(say('The configuration is valid.'))),
);

await program.parseAsync();

function command(name: string, description: string, parent = program): Command {
  return parent.command(name).description(description).option('--config <file>', 'JSON file, else REPLYDESK_CONFIG');
}

/** Runs one command with its configuration; what a person can mend is told in one line and by the exit code. */
async function run(options: Options, action: (config: ServiceConfig, log: Logger) => Promise<void>): Promise<void> {
  try {
    const config = await loadConfig(options.config, process.env);
    await action(config, createLog(config.log.level));
  } catch (error) {
    if (!(error instanceof StartError)) {
      createLog('error').fatal({ err: error }, 'the service failed');
      process.stderr.write('replydesk-service: it failed in a way that should not happen; see the log line above\n');
      process.exit(EXIT_CODES.internal);
    }
    process.stderr.write(`replydesk-service: ${error.message}\n`);
    process.exit(EXIT_CODES[error.problem]);
  }
}

async function start(config: ServiceConfig, log: Logger): Promise<void> {
  const toldToStop = new Promise<NodeJS.Signals>((stop) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  const service = await startService(config, log);
  const signal = await toldToStop;
  log.info({ signal }, 'the service stops');
  const limit = setTimeout(() => {
    log.error('the service did not stop in time');
    process.exit(EXIT_CODES.internal);
  }, STOP_LIMIT_MS);
  // It must not keep a process that has nothing left to do, but end one that has.
  limit.unref();
  await service.stop();
  log.info('the service has stopped');
}

async function writeSeed(config: ServiceConfig, log: Logger, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError('config', `The file ${file} cannot be read (${error.code ?? error.name})`);
  });
  const content = parseSeed(parseFile(file, text), file);
  await withDatabase(config, log, (db) =>
    seed({ db, newId: randomUUID, now: () => new Date(), hashPassword: hashUnlessSame }, content),
  );
  say(
    `Written: ${content.csqs.length} queues, ${content.entryPoints.length} addresses, ${content.agents.length} agents.`,
  );
}

/** Opens the database for one short command, also beside a service that runs. */
async function withDatabase(
  config: ServiceConfig,
  log: Logger,
  work: (db: OpenDatabase['db']) => Promise<void>,
): Promise<void> {
  const database = await openDatabase(config, log, { mayShare: true });
  try {
    await work(database.db);
  } finally {
    await database.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
