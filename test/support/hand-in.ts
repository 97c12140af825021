import { readConfiguration } from '../../service/config/current-configuration';
import type { ServiceDeps } from '../../service/deps';
import { Elsewhere } from '../../service/intake/elsewhere';
import type { IncomingMail } from '../../service/intake/new-contact';
import { takeIn, type TakeInResult } from '../../service/intake/take-in';
import { takeInTogether } from '../../service/intake/take-in-together';
import { readMail } from '../../service/reading/read-mail';
import { compileRouting } from '../../service/routing/compile-routing';

/** Takes mails in as intake does once it has fetched them, without a mail store and a thread for reading. */
export type Counter = {
  /** Line by line; without an empty line it has no body. */
  take: (...lines: string[]) => Promise<TakeInResult>;
  /** As a group of waiting mails; gives how many of them went together. */
  takeTogether: (mails: readonly string[][]) => Promise<number>;
};

let uid = 0;

/** Opens one, for the configuration of the moment at which a mail is handed in. */
export function openCounter(deps: ServiceDeps): Counter {
  const read = (mails: readonly string[][]): Promise<IncomingMail[]> => readAll(deps, mails);
  return {
    take: async (...lines) => {
      const [mail] = await read([lines]);
      if (mail === undefined) throw new Error('nothing was read');
      return takeIn(deps, mail, { here: null, elsewhere: new Elsewhere() });
    },
    takeTogether: async (mails) => {
      const left = await takeInTogether(deps, await read(mails));
      for (const mail of left) await takeIn(deps, mail, { here: null, elsewhere: new Elsewhere() });
      return mails.length - left.length;
    },
  };
}

async function readAll({ db, now }: ServiceDeps, mails: readonly string[][]): Promise<IncomingMail[]> {
  const current = await readConfiguration(db);
  if (current === null) throw new Error('nothing was seeded');
  const routing = compileRouting(current.configuration);
  const arrivedAt = now();
  return mails.map((lines) => {
    uid += 1;
    const source = Buffer.from([`X-Uid: ${uid}`, ...lines, ''].join('\r\n'));
    const read = readMail({ source, headerLength: null, isWhole: true, arrivedAt }, routing);
    const { messageId } = read.header;
    const headerDigest = Buffer.from(read.headerDigest, 'hex');
    const place = { folder: 'INBOX', uidValidity: 1, uid };
    const seen = { messageId, sizeBytes: source.length, internalDate: arrivedAt, headerDigest };
    return { ...read, identity: { ...place, ...seen }, arrivedAt };
  });
}
