import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IntakeView } from '../../common/contract/intake';
import { buildSite, TEST_PASSWORD } from '../builders/service-site';
import { withImap } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { MailStack } from '../mail-stack/types';
import { DeskClient } from '../support/desk-client';
import { mail } from '../support/intake-trial';
import { startServiceOnTrial, type ServiceOnTrial } from '../support/service-on-trial';
import { waitFor } from '../support/wait-for';

const NO_SENDER = '\r\nnothing but text\r\n';

let stack: MailStack;
let trial: ServiceOnTrial;
let admin: DeskClient;

beforeEach(async () => {
  stack = await startMailStack();
  trial = await startServiceOnTrial({}, undefined, stack);
  await buildSite(trial.outside, { agents: [{ username: 'root', role: 'administrator', csqs: [] }] });
  admin = await watching();
});
afterEach(async () => {
  await admin.close();
  await trial.stop();
  await stack.stop();
});

async function watching(): Promise<DeskClient> {
  const desk = new DeskClient(trial.service.port);
  await desk.signIn('root', TEST_PASSWORD);
  desk.watchIntake();
  return desk;
}
async function append(...raws: string[]): Promise<void> {
  await withImap(stack.imap, async (client) => {
    for (const raw of raws) await client.append('INBOX', Buffer.from(raw));
  });
}
async function remove(uids: string): Promise<void> {
  await withImap(stack.imap, async (client) => {
    await client.mailboxOpen('INBOX');
    await client.messageDelete(uids, { uid: true });
  });
}
const sees = (what: string, fits: (view: IntakeView) => boolean): Promise<IntakeView> =>
  waitFor(
    what,
    () => {
      const newest = admin.intakeViews.at(-1);
      return newest && fits(newest) ? newest : undefined;
    },
    { timeoutMs: 15_000 },
  );
const holds = (inStore: number) =>
  sees(
    `${inStore} in store, all taken in`,
    (v) => v.folders[0]?.isCurrent === true && v.inStore === inStore && v.waiting === 0,
  );
const resolutions = async () =>
  trial.outside.db.selectFrom('attention').select(['resolution', 'resolved_by', 'detail']).execute();

describe('what an administrator watches', () => {
  it('store and taken in are equal when nothing waits, whatever others do to the folder', async () => {
    await append(mail('one'), mail('two'), mail('three'));
    expect(await holds(3)).toMatchObject({ connected: true, problem: null, takenIn: 3, takenInEver: 3, attention: [] });
    await remove('1:2');
    expect(await holds(1)).toMatchObject({ takenIn: 1, takenInEver: 3, folders: [{ path: 'INBOX', takenIn: 1 }] });
    await append(mail('four'));
    expect(await holds(2)).toMatchObject({ takenIn: 2, takenInEver: 4 });
    for (const { inStore, takenIn, waiting } of admin.intakeViews) expect(takenIn + waiting).toBe(inStore);
    expect(await admin.call('intake.status', {})).toEqual(admin.intakeViews.at(-1));
    const metrics = await (await fetch(`http://127.0.0.1:${trial.service.port}/metrics`)).text();
    for (const line of [
      'store_mails 2',
      'store_taken_in_mails 2',
      'store_waiting_mails 0',
      'ledger_mails 4',
      'attention 0',
    ]) {
      expect(metrics).toContain(`replydesk_${line}\n`);
    }
  });

  it('mails wait, and are said to, while they cannot be written down; then none does', async () => {
    await holds(0);
    await sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$`.execute(trial.outside.db);
    await sql`CREATE TRIGGER refuse BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
      trial.outside.db,
    );
    await append(mail('one'), mail('two'));
    await sees('two that wait', (v) => v.inStore === 2 && v.takenIn === 0 && v.waiting === 2);
    await sql`DROP TRIGGER refuse ON ledger`.execute(trial.outside.db);
    expect(await holds(2)).toMatchObject({ takenIn: 2, takenInEver: 2 });
  });

  it('says that the store is away, and goes on with what it knew', async () => {
    await append(mail('one'));
    await holds(1);
    await stack.restartDovecot('kill');
    await append(mail('two'));
    expect(await holds(2)).toMatchObject({ connected: true });
  });
});

describe('the attention list', () => {
  const listed = (total: number) => sees(`${total} entries`, (v) => v.attentionTotal === total);

  it('an entry is retried, fails again and is open again; then it is dismissed, and stays so', async () => {
    await append(NO_SENDER);
    const [entry] = (await listed(1)).attention;
    expect(entry).toMatchObject({ reason: 'no-sender', folder: 'INBOX' });
    const id = entry?.id ?? '';
    const before = admin.intakeViews.length;
    await admin.call('attention.retry', { id });
    const again = await sees('it again', (v) => v.attention.some((one) => one.createdAt !== entry?.createdAt));
    expect(again.attention).toMatchObject([{ id, reason: 'no-sender' }]);
    expect(admin.intakeViews.length).toBeGreaterThan(before);
    expect(await trial.outside.db.selectFrom('ledger').select('uid').execute()).toHaveLength(1);
    await admin.call('attention.dismiss', { id });
    await listed(0);
    for (const name of ['attention.dismiss', 'attention.retry'] as const) {
      expect(await admin.refusal(name, { id })).toBe('wrong-state');
    }
    const root = await trial.outside.db.selectFrom('agents').select('id').executeTakeFirstOrThrow();
    expect(await resolutions()).toMatchObject([{ resolution: 'dismissed', resolved_by: `agent:${root.id}` }]);
  });

  it('a mail that works when it is retried becomes a contact', async () => {
    await sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no'; END $$`.execute(trial.outside.db);
    await sql`CREATE TRIGGER refuse BEFORE INSERT ON contacts FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
      trial.outside.db,
    );
    await append(mail('refused'));
    const [entry] = (await listed(1)).attention;
    await sql`DROP TRIGGER refuse ON contacts`.execute(trial.outside.db);
    await admin.call('attention.retry', { id: entry?.id ?? '' });
    await waitFor('the contact', async () => (await trial.outside.db.selectFrom('contacts').select('id').execute())[0]);
    expect(await sees('no entry', (v) => v.attentionTotal === 0)).toMatchObject({ takenInEver: 1 });
    expect(await resolutions()).toMatchObject([{ resolution: 'retried' }]);
  });

  it.each(['before', 'after'])('a mail that somebody removed %s the retry is settled', async (when) => {
    await append(NO_SENDER, mail('fine'));
    const [entry] = (await listed(1)).attention;
    if (when === 'before') await remove('1');
    await admin.call('attention.retry', { id: entry?.id ?? '' }).catch(() => undefined);
    if (when === 'after') {
      await sees('it again', (v) => v.attention.some((one) => one.createdAt !== entry?.createdAt));
      await remove('1');
      // the whole folder is looked at when the connection is back
      await stack.restartDovecot('kill');
    }
    await waitFor('the settlement', async () => (await resolutions()).some((row) => row.resolution === 'settled'), {
      timeoutMs: 15_000,
    });
    await listed(0);
    expect((await resolutions())[0]?.detail).toBe('The mail is no longer in the folder.');
    expect(await holds(1)).toMatchObject({ takenIn: 1 });
  });
});
