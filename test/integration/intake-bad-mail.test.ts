import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverMail } from '../mail-stack/deliver';
import { withImap } from '../mail-stack/mailbox';
import { IntakeTrial, mail } from '../support/intake-trial';
import { stopMailWorldDatabase } from '../support/mail-service';

let trial: IntakeTrial;

afterEach(() => trial.close());
afterAll(stopMailWorldDatabase);

describe('bad mail', () => {
  beforeEach(async () => {
    trial = await IntakeTrial.open();
    await trial.start();
  });

  async function attention(): Promise<string[]> {
    return (await trial.world.deps.db.selectFrom('attention').select('reason').execute()).map((row) => row.reason);
  }
  /** Straight into the folder: an MTA would mend it on the way. */
  async function append(raw: Buffer | string): Promise<void> {
    await withImap(trial.world.stack.imap, (client) => client.append('INBOX', Buffer.from(raw)));
  }

  it.each<[string, string, string | null]>([
    ['a broken charset', 'From: a@x.test\r\nSubject: =?utf-99?Q?caf=E9?= =?utf-8?B?////?=\r\n\r\nx', null],
    ['raw octets', 'From: M\xfcller <a@x.test>\r\nSubject: gr\xfc\xdfe \x00 \x80\r\n\r\nx', null],
    ['no subject', 'From: a@x.test\r\n\r\nx', null],
    ['a line of 100,000 characters', `From: a@x.test\r\nSubject: ${'x'.repeat(100_000)}\r\n\r\nx`, null],
    ['no header at all', '\r\nnothing but text\r\n', 'no-sender'],
    ['nothing at all', '\r\n', 'no-sender'],
    ['a null sender without address', 'From: MAILER-DAEMON\r\nReturn-Path: <>\r\nSubject: x\r\n\r\nx', 'no-sender'],
    [
      'binary junk',
      Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 7919) % 256)).toString('latin1'),
      'no-sender',
    ],
  ])('%s ends as a contact or in attention, and the next mail is taken in', async (_name, raw, reason) => {
    await append(Buffer.from(raw, 'latin1'));
    await append(mail('after it'));
    await trial.takenIn(2);
    expect(await attention()).toEqual(reason === null ? [] : [reason]);
    expect(await trial.subjects()).toContain('after it');
    expect(await trial.contacts()).toHaveLength(reason === null ? 2 : 1);
  });

  it('1,000 recipients', async () => {
    const recipients = Array.from({ length: 1000 }, (_, n) => `"Person ${n}" <person${n}@elsewhere.test>`);
    await append(mail('many', `To: ${recipients.join(',\r\n ')},\r\n ${trial.world.stack.address('sales')}`));
    await append(mail('after it'));
    await trial.takenIn(2);
    expect(await trial.contacts()).toMatchObject([{ subject: 'many', csq: 'Sales' }, { subject: 'after it' }]);
  });

  it('60 MB, of which only the header is fetched', async () => {
    const line = `${'x'.repeat(76)}\r\n`;
    const body = line.repeat((60 * 1024 * 1024) / line.length);
    const to = [trial.world.stack.address('support')];
    await deliverMail(trial.world.stack.delivery, {
      from: 'carla@customers.test',
      to,
      raw: `${mail('big')}\r\n${body}`,
    });
    await trial.waitForContacts(1);
    await trial.world.deliver(mail('after it'));
    await trial.takenIn(2);
    expect(await trial.subjects()).toEqual(['big', 'after it']);
    const big = await trial.world.deps.db
      .selectFrom('ledger')
      .select('size_bytes')
      .orderBy('uid')
      .executeTakeFirstOrThrow();
    expect(big.size_bytes).toBeGreaterThan(60 * 1024 * 1024);
  });

  it.each(['one by one', 'together'])(
    'a mail that the database refuses, come %s, goes to attention, and no other',
    async (how) => {
      await sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.subject = 'poison' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$`.execute(
        trial.world.deps.db,
      );
      await sql`CREATE TRIGGER refuse BEFORE INSERT ON contacts FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
        trial.world.deps.db,
      );
      try {
        if (how === 'together') await trial.stop();
        for (const subject of ['before it', 'poison', 'after it']) await append(mail(subject));
        if (how === 'together') await trial.start();
        await trial.takenIn(3);
        expect(await attention()).toEqual(['not-processed']);
        expect(await trial.subjects()).toEqual(['before it', 'after it']);
      } finally {
        await sql`DROP TRIGGER refuse ON contacts`.execute(trial.world.deps.db);
        await sql`DROP FUNCTION refuse`.execute(trial.world.deps.db);
      }
    },
  );
});
