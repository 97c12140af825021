import { afterAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import { Collector } from '../../service/intake/collect';
import { Elsewhere } from '../../service/intake/elsewhere';
import { FolderTally } from '../../service/intake/folder-tally';
import type { FetchedHeader, StoreFolder } from '../../service/mail-store/store-folder';
import type { MailReader } from '../../service/reading';
import type { FetchedMail } from '../../service/reading/read-mail';
import { startConfiguredReader } from '../support/configured-reader';
import { startMailWorld, stopMailWorldDatabase, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let world: MailWorld;
beforeEach(async () => {
  world = await startMailWorld();
});
afterEach(() => world.stop());
afterAll(stopMailWorldDatabase);

describe('a mail that the server cannot deliver', () => {
  const identities = { path: 'INBOX', uidValidity: 1 };
  const fetched = (uid: number): FetchedHeader => {
    const header = Buffer.from(`From: Carla <carla@customers.test>\r\nSubject: mail ${uid}\r\n\r\n`);
    return { uid, sizeBytes: 10, internalDate: new Date(), header, body: Buffer.alloc(0), isWhole: false };
  };

  it('is given up after a few fetches, and those behind it are taken in', async () => {
    const reader = await startConfiguredReader(world.deps);
    let failures = 0;
    /** A server that closes the connection whenever it comes to UID 2. */
    async function* fetchHeaders(range: string): AsyncGenerator<FetchedHeader> {
      const runs = range.split(',').map((run) => run.split(':').map(Number));
      for (const uid of [1, 2, 3].filter((uid) => runs.some(([from = 0, to = from]) => uid >= from && uid <= to))) {
        await Promise.resolve();
        if (uid === 2) failures += 1;
        if (uid === 2) throw new CodedError('mail-connection-lost', 'imap: closed');
        yield fetched(uid);
      }
    }
    const refresh = (): Promise<void> => Promise.resolve();
    const folder = { ...identities, fetchHeaders, refresh, listUids: () => Promise.resolve([1, 2, 3]) };
    const collector = new Collector(world.deps, {
      reader,
      tally: new FolderTally('INBOX'),
      elsewhere: new Elsewhere(),
    });
    const isDone = async (): Promise<boolean> => {
      try {
        await collector.collect(folder as unknown as StoreFolder);
        return true;
      } catch {
        return false;
      }
    };
    await waitFor('the end of it', isDone);
    await reader.stop();
    expect(failures).toBe(4);
    const contacts = await world.deps.db.selectFrom('contacts').select('subject').orderBy('number').execute();
    expect(contacts.map(({ subject }) => subject)).toEqual(['mail 1', 'mail 3']);
    const rows = await world.deps.db.selectFrom('attention').select(['reason', 'uid']).execute();
    expect(rows).toEqual([{ reason: 'unreadable', uid: 2 }]);
  });

  it('needs attention where it cannot be read, and those beside it are taken in', async () => {
    const reader = await startConfiguredReader(world.deps);
    /** A reader that UID 2 is too much for. */
    const read: MailReader['read'] = async (mails) => {
      const answers = await reader.read(mails);
      const isBad = ({ source }: FetchedMail): boolean => source.includes('mail 2');
      return answers.map((answer, at) =>
        mails.slice(at, at + 1).some(isBad) ? { unreadable: 'took too long' } : answer,
      );
    };
    async function* fetchHeaders(): AsyncGenerator<FetchedHeader> {
      await Promise.resolve();
      yield* [1, 2, 3].map(fetched);
    }
    const folder = {
      ...identities,
      fetchHeaders,
      refresh: () => Promise.resolve(),
      listUids: () => Promise.resolve([1, 2, 3]),
    };
    await new Collector(world.deps, { ...reader, read }).collect(folder as unknown as StoreFolder);
    await reader.stop();
    const contacts = await world.deps.db.selectFrom('contacts').select('subject').orderBy('number').execute();
    expect(contacts.map(({ subject }) => subject)).toEqual(['mail 1', 'mail 3']);
    const rows = await world.deps.db.selectFrom('attention').select(['reason', 'detail', 'uid']).execute();
    expect(rows).toEqual([{ reason: 'unreadable', detail: 'took too long', uid: 2 }]);
    const inLedger = await world.deps.db.selectFrom('ledger').select('uid').orderBy('uid').execute();
    expect(inLedger.map(({ uid }) => uid)).toEqual([1, 2, 3]);
  });
});
