import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startOutbox } from '../../service/outbox/index';
import { readMailbox, withImap } from '../mail-stack/mailbox';
import type { Capability } from '../mail-stack/types';
import { configureIntake } from '../support/configure-intake';
import { IntakeTrial, mail } from '../support/intake-trial';
import { stopMailWorldDatabase, waitConnected } from '../support/mail-service';
import { waitFor } from '../support/wait-for';
import { rowOf, sendReply } from './outbox-world';

const EXTENSIONS: Capability[] = ['MOVE', 'UIDPLUS', 'CONDSTORE', 'SPECIAL-USE', 'IDLE', 'ENABLE', 'NAMESPACE'];

let trial: IntakeTrial;

afterEach(() => trial.close());
afterAll(stopMailWorldDatabase);

const count = async (folder: string): Promise<number> => (await readMailbox(trial.world.stack.imap, folder)).length;

describe('a server without extensions', () => {
  it.each([...EXTENSIONS.map((extension) => ({ without: [extension] })), { without: EXTENSIONS }])(
    'without $without: taken in, moved, sent and filed, each once',
    async ({ without }) => {
      trial = await IntakeTrial.open({ ownServers: true, withoutCapabilities: without });
      const { world } = trial;
      await withImap(world.stack.imap, async (client) => {
        for (const folder of ['More', 'Waiting']) await client.mailboxCreate(folder);
        await client.append('More', Buffer.from(mail('in another folder')));
      });
      await configureIntake(world, { folders: ['More'], moves: { queued: 'Waiting' } });
      await trial.start();
      const outbox = await startOutbox(world.newInstance(), world.config);
      try {
        await waitConnected(outbox);
        await withImap(world.stack.imap, (client) => client.append('INBOX', Buffer.from(mail('a'))));
        const reply = await sendReply(world, { subject: 'Re: x' });
        await waitFor('both moved', async () => (await count('Waiting')) === 2, { timeoutMs: 20_000 });
        await waitFor('filed', async () => (await rowOf(world, reply)).filed_at !== null, { timeoutMs: 20_000 });
        const places = world.deps.db.selectFrom('ledger').select(['folder', 'moving_to']);
        const isDone = async (): Promise<boolean> =>
          (await places.execute()).every((row) => row.folder === 'Waiting' && row.moving_to === null);
        await waitFor('the ledger knows', isDone);
      } finally {
        await outbox.stop();
      }
      expect([await count('INBOX'), await count('More'), await count('Outbox'), await count('Sent')]).toEqual([
        0, 0, 0, 1,
      ]);
      expect(await trial.ledgerCount()).toBe(2);
      expect((await trial.subjects()).sort()).toEqual(['Re: x', 'a', 'in another folder']);
    },
  );
});
