import { createHash } from 'node:crypto';
import { readHeader } from '../../service/intake/read-header';
import { RoutingInForce } from '../../service/intake/routing-in-force';
import { takeInTogether } from '../../service/intake/take-in-together';
import { buildSite } from '../builders/service-site';
import { startServiceDatabase } from '../support/service-database';

const GROUP = 500;

/**
 * The transactions by which intake takes these mails in, one after another on a new database, without mail server,
 * reading of headers, and the rest of the service. Gives the milliseconds they took.
 */
export async function takeInOnDatabaseAlone(mails: readonly string[]): Promise<number> {
  const database = await startServiceDatabase();
  try {
    const deps = { ...database.deps, now: () => new Date() };
    await buildSite(deps, { agents: [] });
    const routing = await new RoutingInForce(deps.db).get();
    if (routing === null) throw new Error('nothing was seeded');
    const incoming = mails.map((raw, index) => {
      const header = Buffer.from(raw.slice(0, raw.indexOf('\r\n\r\n') + 4));
      const read = readHeader(header);
      const identity = {
        folder: 'INBOX',
        uidValidity: 1,
        uid: index + 1,
        messageId: read.messageId,
        sizeBytes: raw.length,
        internalDate: new Date(0),
        headerDigest: createHash('sha256').update(header).digest(),
      };
      return { identity, header: read, report: null };
    });
    const startedAt = performance.now();
    for (let at = 0; at < incoming.length; at += GROUP) {
      const left = await takeInTogether(deps, incoming.slice(at, at + GROUP), routing);
      if (left.length > 0) throw new Error(`${left.length} mails were not taken in`);
    }
    return performance.now() - startedAt;
  } finally {
    await database.stop();
  }
}
