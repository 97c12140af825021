import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withImap } from '../mail-stack/mailbox';
import { IntakeTrial, mail } from '../support/intake-trial';
import { stopMailWorldDatabase } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let trial: IntakeTrial;

afterEach(() => trial.close());
afterAll(stopMailWorldDatabase);

describe('another client in the same account', () => {
  beforeEach(async () => {
    // it counts UIDs from 1 and empties the Archive
    trial = await IntakeTrial.open({ ownServers: true });
  });

  async function moveAwayAndBack(): Promise<void> {
    await withImap(trial.world.stack.imap, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1:*', 'Archive');
      await client.mailboxOpen('Archive');
      await client.messageMove('1:*', 'INBOX');
    });
  }
  async function ledgerUids(): Promise<number[]> {
    const rows = await trial.world.deps.db.selectFrom('ledger').select('uid').orderBy('uid').execute();
    return rows.map(({ uid }) => uid);
  }

  it.each(['while it watches', 'while it is away'])(
    'moves mails away and back %s: none is taken in again',
    async (when) => {
      const twin = mail('twin', 'Message-ID: <twin@customers.test>');
      await trial.start();
      // appended, not delivered: no server writes a line that tells one from the other
      await withImap(trial.world.stack.imap, async (client) => {
        const date = new Date('2026-03-02T09:00:00Z');
        for (const raw of [twin, twin, mail('single')]) await client.append('INBOX', Buffer.from(raw), [], date);
      });
      await trial.waitForContacts(3);
      if (when === 'while it is away') await trial.stop();
      await moveAwayAndBack();
      if (when === 'while it is away') await trial.start();
      await trial.world.deliver(mail('after it'));
      await trial.waitForContacts(4);
      await waitFor('the new UIDs', async () => (await ledgerUids()).join() === '4,5,6,7');
      expect((await trial.subjects()).sort()).toEqual(['after it', 'single', 'twin', 'twin']);
    },
  );
});

describe('a server that is killed', () => {
  beforeEach(async () => {
    trial = await IntakeTrial.open({ ownServers: true });
  });

  it('takes in a burst, each once, while it is stopped and started in the middle', async () => {
    await trial.start();
    const count = 60;
    const delivering = Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let n = 0; n < count / 4; n += 1) await trial.world.deliver(mail(`burst ${lane}-${n}`));
      }),
    );
    await trial.waitForContacts(5);
    await trial.stop();
    await trial.start();
    await trial.waitForContacts(20);
    await trial.world.stack.restartDovecot('kill');
    await delivering;
    await waitFor('all in the ledger', async () => (await trial.ledgerCount()) === count);
    expect(new Set(await trial.subjects()).size).toBe(count);
    expect(await trial.contacts()).toHaveLength(count);
  });
});

describe('a server with faults', () => {
  it('is polled where it has no IDLE', async () => {
    trial = await IntakeTrial.open({ withoutCapabilities: ['IDLE', 'CONDSTORE'] });
    await trial.start();
    await trial.world.deliver(mail('polled'));
    await trial.waitForContacts(1);
    expect(await trial.subjects()).toEqual(['polled']);
  });

  it('connection cut in the middle of a fetch: fetched again, taken in once', async () => {
    trial = await IntakeTrial.open({ proxied: true });
    for (const subject of ['one', 'two', 'three']) await trial.world.deliver(mail(subject));
    const cut = trial.world.stack.faults().imap.cutWhen({ from: 'server', pattern: /Subject: two/ });
    await trial.start();
    await cut;
    await trial.waitForContacts(3);
    expect((await trial.subjects()).sort()).toEqual(['one', 'three', 'two']);
    await trial.world.deliver(mail('four'));
    await trial.waitForContacts(4);
    expect(await trial.ledgerCount()).toBe(4);
  });
});
