import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GroupLeader, ProcessGroups } from '../support/process-group';
import { waitFor } from '../support/wait-for';
import { dovecotConfig, SHARED_USER, type DovecotSettings } from './dovecot-config';
import { hasBanner } from './ports';

const EXISTING_STORE_ADVICE =
  'give an existing mail store: REPLYDESK_TEST_IMAP_URL, REPLYDESK_TEST_SMTP_URL, REPLYDESK_TEST_DELIVERY_URL';

/** Dovecot 2.3 as a child process: IMAP and LMTP. */
export type Dovecot = {
  countConnections: (user?: string) => Promise<number>;
  restart: (how: 'graceful' | 'kill') => Promise<void>;
  freeze: () => void;
  thaw: () => void;
};

/** Writes the configuration, starts the server and waits for its greeting. */
export async function startDovecot(groups: ProcessGroups, settings: DovecotSettings): Promise<Dovecot> {
  const { dir, identity } = settings;
  const config = join(dir, 'dovecot.conf');
  await mkdir(join(dir, 'mail'));
  if (identity.isRoot) await chown(join(dir, 'mail'), identity.mailUid, identity.mailGid);
  await writeFile(config, dovecotConfig(settings));
  const binary = findBinary('dovecot');
  await requireVersion(binary);
  let server = await launch(groups, settings, [binary, '-F', '-c', config]);
  return {
    async countConnections(user = SHARED_USER) {
      const { stdout } = await promisify(execFile)(findBinary('doveadm'), ['-c', config, 'who', '-1', user]);
      return stdout.split('\n').filter((line) => line.split(/\s+/)[1] === 'imap').length;
    },
    async restart(how) {
      // Clients get their BYE at once; what takes longer is the end of the log process.
      await server.stop(how === 'kill' ? 0 : 1000);
      server = await launch(groups, settings, [binary, '-F', '-c', config]);
    },
    freeze() {
      server.signal('SIGSTOP');
    },
    thaw() {
      server.signal('SIGCONT');
    },
  };
}

/** Dovecot 2.4 reads another configuration language altogether. */
async function requireVersion(binary: string): Promise<void> {
  const { stdout } = await promisify(execFile)(binary, ['--version']);
  if (stdout.startsWith('2.3.')) return;
  throw new Error(`the mail stack needs Dovecot 2.3, this is ${stdout.trim()}: ${EXISTING_STORE_ADVICE}`);
}

async function launch(
  groups: ProcessGroups,
  { listen, ports }: DovecotSettings,
  command: string[],
): Promise<GroupLeader> {
  const [binary = '', ...args] = command;
  const server = groups.run('dovecot', binary, args);
  await waitFor("Dovecot's greeting", async () => {
    if (server.hasExited()) throw new Error(`Dovecot ended at its start (${await server.exited}), see dovecot.log`);
    return hasBanner(listen, ports.imap, /^\* OK/);
  });
  return server;
}

/** Debian keeps servers in a folder that is not on everybody's PATH. */
export function findBinary(name: string): string {
  const folders = [
    '/usr/sbin',
    '/usr/bin',
    '/usr/local/sbin',
    '/usr/local/bin',
    '/opt/homebrew/sbin',
    '/opt/homebrew/bin',
  ];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    `${name} is not installed. On Debian: apt-get install dovecot-imapd dovecot-lmtpd exim4-daemon-light. ` +
      `Elsewhere ${EXISTING_STORE_ADVICE}.`,
  );
}
