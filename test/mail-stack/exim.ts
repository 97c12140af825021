import { execFile } from 'node:child_process';
import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProcessGroups } from '../support/process-group';
import { waitFor } from '../support/wait-for';
import { eximConfig, type EximSettings } from './exim-config';
import { hasBanner } from './ports';

const DEBIAN_USER = 'Debian-exim';

/** Starts Exim in a folder of its own inside the stack's, and waits for its greeting. It needs Dovecot's LMTP. */
export async function startExim(groups: ProcessGroups, settings: EximSettings): Promise<void> {
  const { dir, identity, listen, ports } = settings;
  const config = join(dir, 'exim.conf');
  const keyFile = join(dir, 'exim-key.pem');
  const [spoolDir, logDir] = [join(dir, 'spool'), join(dir, 'exim')];
  await Promise.all([mkdir(spoolDir), mkdir(logDir), copyFile(settings.certificate.keyFile, keyFile)]);
  if (identity.isRoot) {
    // Root's Exim drops to its own user before it reads the key, writes logs and queues mail.
    const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
    await Promise.all([spoolDir, logDir, keyFile].map((path) => chown(path, uid, gid)));
  }
  const text = eximConfig({ ...settings, certificate: { ...settings.certificate, keyFile } });
  await writeFile(config, text);
  const server = groups.run('exim', settings.binary, ['-C', config, '-bdf', '-q2s']);
  await waitFor("Exim's greeting", async () => {
    if (server.hasExited()) throw new Error(`Exim ended at its start (${await server.exited}), see exim.out`);
    return hasBanner(listen, ports.smtp, /^220 /);
  });
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [flag, DEBIAN_USER]);
  return Number(stdout);
}
