import type { ServiceDeps } from '../../service/deps';
import { Elsewhere } from '../../service/intake/elsewhere';
import type { IncomingMail } from '../../service/intake/new-contact';
import { takeIn, type TakeInResult } from '../../service/intake/take-in';
import { takeInTogether } from '../../service/intake/take-in-together';
import { startConfiguredReader } from './configured-reader';

/** Takes mails in as intake does once it has fetched them, without a mail store. */
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

async function readAll(deps: ServiceDeps, mails: readonly string[][]): Promise<IncomingMail[]> {
  const reader = await startConfiguredReader(deps);
  const arrivedAt = deps.now();
  const sources = mails.map((lines) => {
    uid += 1;
    return { uid, source: Buffer.from([`X-Uid: ${uid}`, ...lines, ''].join('\r\n')) };
  });
  const answers = await reader.read(
    sources.map(({ source }) => ({ source, headerLength: null, isWhole: true, arrivedAt })),
  );
  await reader.stop();
  return answers.map((answer, index) => {
    const mail = sources[index];
    if (mail === undefined || 'unreadable' in answer) throw new Error('a mail was not read');
    const { messageId } = answer.header;
    const place = { folder: 'INBOX', uidValidity: 1, uid: mail.uid };
    const seen = {
      messageId,
      sizeBytes: mail.source.length,
      internalDate: arrivedAt,
      headerDigest: answer.headerDigest,
    };
    return { ...answer, identity: { ...place, ...seen }, arrivedAt };
  });
}
