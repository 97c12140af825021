import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { withImap } from '../mail-stack/mailbox';
import { configureIntake } from '../support/configure-intake';
import { IntakeTrial, mail } from '../support/intake-trial';
import { stopMailWorldDatabase } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let trial: IntakeTrial;

afterEach(() => trial.close());
afterAll(stopMailWorldDatabase);

describe('folders that are watched beside the Inbox', () => {
  it('names those that cannot be, and takes a mail that is moved between the others in once', async () => {
    trial = await IntakeTrial.open({ ownServers: true });
    const { imap } = trial.world.stack;
    const date = new Date('2026-03-02T09:00:00Z');
    await withImap(imap, async (client) => {
      await client.mailboxCreate('More');
      for (const folder of ['INBOX', 'More']) await client.append(folder, Buffer.from(mail('twin')), [], date);
    });
    await trial.start();
    await trial.waitForContacts(1);
    await configureIntake(trial.world, { folders: ['More', 'Nowhere', 'Sent'] });
    await trial.waitForContacts(2);
    await withImap(imap, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1:*', 'More');
    });
    await withImap(imap, (client) => client.append('More', Buffer.from(mail('after it'))));
    await trial.waitForContacts(3);
    await waitFor('three in More', () => trial.intake?.folders()[1]?.takenIn === 3);
    expect(await trial.subjects()).toEqual(['twin', 'twin', 'after it']);
    expect(await trial.ledgerCount()).toBe(3);
    expect(trial.intake?.folders()).toMatchObject([
      { path: 'INBOX', problem: null, inStore: 0, takenIn: 0 },
      { path: 'More', problem: null, inStore: 3, takenIn: 3, waiting: 0 },
      { path: 'Nowhere', problem: 'missing', isCurrent: false },
      { path: 'Sent', problem: 'own-folder', isCurrent: false },
    ]);
  });
});
