import type { IncomingMail } from '../../service/intake/new-contact';
import { takeInTogether } from '../../service/intake/take-in-together';
import type { MailReader } from '../../service/reading';
import { buildSite } from '../builders/service-site';
import { startConfiguredReader } from '../support/configured-reader';
import { startServiceDatabase } from '../support/service-database';

/** As many as intake takes in by one transaction. */
const GROUP = 250;

/**
 * The transactions by which intake takes mails in, one after another on a new database, without mail server, reading,
 * and the rest of the service. `rawMail` gives a mail by its number. Gives how many a second.
 */
export async function databaseAloneRate(mails: number, rawMail: (number: number) => string): Promise<number> {
  const database = await startServiceDatabase();
  try {
    const deps = { ...database.deps, now: () => new Date() };
    await buildSite(deps, { agents: [] });
    const reader = await startConfiguredReader(deps);
    let ms = 0;
    for (let at = 0; at < mails; at += GROUP) {
      const numbers = Array.from({ length: Math.min(GROUP, mails - at) }, (_, index) => at + index);
      const incoming = await readMails(reader, numbers, rawMail);
      const startedAt = performance.now();
      const left = await takeInTogether(deps, incoming);
      ms += performance.now() - startedAt;
      if (left.length > 0) throw new Error(`${left.length} mails were not taken in`);
    }
    await reader.stop();
    return (mails * 1000) / ms;
  } finally {
    await database.stop();
  }
}

async function readMails(
  reader: MailReader,
  numbers: readonly number[],
  rawMail: (number: number) => string,
): Promise<IncomingMail[]> {
  const arrivedAt = new Date(0);
  const raw = numbers.map(rawMail);
  const headers = raw.map((mail) => Buffer.from(mail.slice(0, mail.indexOf('\r\n\r\n') + 4)));
  const read = await reader.read(
    headers.map((source) => ({ source, headerLength: source.length, isWhole: false, arrivedAt })),
  );
  return read.map((mail, index) => {
    if ('unreadable' in mail) throw new Error('a mail could not be read');
    const place = { folder: 'INBOX', uidValidity: 1, uid: (numbers[index] ?? 0) + 1 };
    const { messageId } = mail.header;
    const sizeBytes = raw[index]?.length ?? 0;
    const headerDigest = Buffer.from(mail.headerDigest, 'hex');
    const identity = { ...place, messageId, sizeBytes, internalDate: arrivedAt, headerDigest };
    return { ...mail, identity, arrivedAt };
  });
}
