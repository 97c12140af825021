import type { ServiceDeps } from '../../service/deps';
import type { IncomingMail } from '../../service/intake/new-contact';
import { takeInTogether } from '../../service/intake/take-in-together';
import { buildSite } from '../builders/service-site';
import { startConfiguredReader } from '../support/configured-reader';
import { startServiceDatabase } from '../support/service-database';

const GROUP = 100;

/**
 * The transactions by which intake takes these mails in, one after another on a new database, without mail server,
 * reading of headers, and the rest of the service. Gives the milliseconds they took.
 */
export async function takeInOnDatabaseAlone(mails: readonly string[]): Promise<number> {
  const database = await startServiceDatabase();
  try {
    const deps = { ...database.deps, now: () => new Date() };
    await buildSite(deps, { agents: [] });
    const incoming = await readAll(deps, mails);
    const startedAt = performance.now();
    for (let at = 0; at < incoming.length; at += GROUP) {
      const left = await takeInTogether(deps, incoming.slice(at, at + GROUP));
      if (left.length > 0) throw new Error(`${left.length} mails were not taken in`);
    }
    return performance.now() - startedAt;
  } finally {
    await database.stop();
  }
}

async function readAll(deps: ServiceDeps, mails: readonly string[]): Promise<IncomingMail[]> {
  const reader = await startConfiguredReader(deps);
  const arrivedAt = new Date(0);
  const headers = mails.map((raw) => Buffer.from(raw.slice(0, raw.indexOf('\r\n\r\n') + 4)));
  const read = await reader.read(
    headers.map((source) => ({ source, headerLength: source.length, isWhole: false, arrivedAt })),
  );
  await reader.stop();
  return read.map((mail, index) => {
    if ('unreadable' in mail) throw new Error('a mail could not be read');
    const place = { folder: 'INBOX', uidValidity: 1, uid: index + 1 };
    const { messageId } = mail.header;
    const sizeBytes = mails[index]?.length ?? 0;
    const identity = { ...place, messageId, sizeBytes, internalDate: arrivedAt, headerDigest: mail.headerDigest };
    return { ...mail, identity, arrivedAt };
  });
}
