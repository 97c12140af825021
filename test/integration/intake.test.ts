import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startIntake } from '../../service/intake/index';
import type { RunningIntake } from '../../service/running';
import type { Topic } from '../../service/store/topics';
import { readMailbox, withImap } from '../mail-stack/mailbox';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let world: MailWorld;
let intake: RunningIntake | undefined;

const mail = (subject: string, ...more: string[]): string =>
  ['From: Carla <carla@customers.test>', `Subject: ${subject}`, ...more, '', 'Hello'].join('\r\n');

type Contact = {
  subject: string;
  state: string;
  csq: string;
  routing_warning: string | null;
  customer_address: string;
};

async function contacts(): Promise<Contact[]> {
  return world.deps.db
    .selectFrom('contacts')
    .innerJoin('csqs', 'csqs.id', 'contacts.csq_id')
    .select(['contacts.subject', 'contacts.state', 'csqs.name as csq', 'routing_warning', 'customer_address'])
    .orderBy('contacts.number')
    .execute();
}
const subjects = async (): Promise<string[]> => (await contacts()).map((contact) => contact.subject);
const waitForContacts = (count: number): Promise<Contact[]> =>
  waitFor(`${count} contacts`, async () => {
    const all = await contacts();
    return all.length >= count && all;
  });
async function ledgerCount(): Promise<number> {
  const row = await world.deps.db
    .selectFrom('ledger')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}
async function start(): Promise<void> {
  intake = await startIntake(world.newInstance(), world.config);
  await waitConnected(intake);
}
async function stop(): Promise<void> {
  await intake?.stop();
  intake = undefined;
}

/** Has the one contact answered with this Message-ID, and gives the contact's id. */
async function recordReply({ deps }: MailWorld, messageId: string): Promise<string> {
  const { db, now, newId } = deps;
  const contact = await db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow();
  await db
    .insertInto('outgoing_messages')
    .values({
      id: newId() as never,
      contact_id: contact.id,
      message_id: messageId,
      state: 'sent',
      entry_point_id: contact.entry_point_id,
      subject: 're',
      recipients: JSON.stringify({ to: [], cc: [] }),
      created_at: now(),
      changed_at: now(),
      filed_at: now(),
    })
    .execute();
  return contact.id;
}

afterEach(async () => {
  await stop();
  await world.stop();
});
afterAll(stopMailWorldDatabase);

describe('taking mail in', () => {
  beforeEach(async () => {
    world = await startMailWorld();
  });

  it('makes a contact of a mail, with history and topics, and leaves the mail as it is', async () => {
    const topics: Topic[] = [];
    await start();
    const unsubscribe = world.deps.bus.subscribe((topic) => topics.push(topic));
    await world.deliver(mail('=?utf-8?Q?Stra=C3=9Fe?='), 'sales');
    const [contact] = await waitForContacts(1);
    expect(contact).toEqual({
      subject: 'Straße',
      state: 'queued',
      csq: 'Sales',
      routing_warning: null,
      customer_address: 'carla@customers.test',
    });
    await waitFor('the topics', () => topics.length >= 2);
    unsubscribe();
    expect(topics.map(({ topic }) => topic)).toEqual(['queues', 'work']);
    const history = await world.deps.db.selectFrom('history_events').select('kind').execute();
    expect(history).toEqual([{ kind: 'taken-in' }]);
    const [stored] = await readMailbox(world.stack.imap);
    expect(stored?.flags.has('\\Seen')).toBe(false);
    await waitFor('the count', () => intake?.folders()[0]?.takenIn === 1);
    expect(intake?.folders()).toMatchObject([{ path: 'INBOX', isCurrent: true, inStore: 1, takenIn: 1, waiting: 0 }]);
  });

  it('takes in what came while it was away, read or not, and nothing twice', async () => {
    for (const subject of ['one', 'two', 'three']) await world.deliver(mail(subject));
    await waitFor('all delivered', async () => (await readMailbox(world.stack.imap)).length === 3);
    await withImap(world.stack.imap, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:2', ['\\Seen']);
    });
    await start();
    await waitForContacts(3);
    await stop();
    await world.deliver(mail('four'));
    await start();
    await waitForContacts(4);
    await world.deliver(mail('five'));
    await waitForContacts(5);
    expect((await subjects()).sort()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(await ledgerCount()).toBe(5);
    const seen = (await readMailbox(world.stack.imap)).map((stored) => stored.flags.has('\\Seen'));
    expect(seen).toEqual([true, true, false, false, false]);
  });

  it('takes many waiting mails in together: a customer once, each mail in its order, an answer where it belongs', async () => {
    await start();
    await world.deliver(mail('question'));
    const [question] = await waitForContacts(1);
    expect(question).toMatchObject({ subject: 'question' });
    await stop();
    await recordReply(world, '<ours@example.test>');
    const dora = (subject: string): string => mail(subject).replaceAll('arla', 'ora').replace('From: C', 'From: D');
    for (const raw of [
      dora('one'),
      mail('Re: question', 'In-Reply-To: <ours@example.test>'),
      dora('two'),
      mail('three'),
    ]) {
      await withImap(world.stack.imap, (client) => client.append('INBOX', Buffer.from(raw)));
    }
    await start();
    await waitFor('all in the ledger', async () => (await ledgerCount()) === 5);
    expect(await subjects()).toEqual(['question', 'one', 'two', 'three']);
    expect(await world.deps.db.selectFrom('customers').select('id').execute()).toHaveLength(2);
    const history = await world.deps.db.selectFrom('history_events').select('kind').orderBy('id').execute();
    expect(history.map(({ kind }) => kind).sort()).toEqual(['mail-joined', ...Array<string>(4).fill('taken-in')]);
  });

  it('takes two mails with the same Message-ID for two', async () => {
    await start();
    await world.deliver(mail('first', 'Message-ID: <same@customers.test>'));
    await world.deliver(mail('second', 'Message-ID: <same@customers.test>'));
    await waitForContacts(2);
    const customers = await world.deps.db.selectFrom('customers').select('id').execute();
    expect(customers).toHaveLength(1);
  });

  it('puts what names no address of ours into the default queue, with a warning', async () => {
    await start();
    await world.deliver(mail('lost', 'To: nobody@elsewhere.test'), 'unknown');
    expect(await waitForContacts(1)).toMatchObject([{ csq: 'Support', routing_warning: 'no-known-recipient' }]);
  });

  it('does not take the same mails in again when UIDVALIDITY changes', async () => {
    await start();
    for (const subject of ['a', 'b']) await world.deliver(mail(subject, 'Message-ID: <same@customers.test>'));
    await waitForContacts(2);
    await stop();
    // what a rebuilt index looks like: the same mails under other numbers
    await sql`UPDATE ledger SET uid_validity = uid_validity - 1, uid = uid + 100`.execute(world.deps.db);
    await world.deliver(mail('c'));
    await start();
    await waitForContacts(3);
    await world.deliver(mail('d'));
    await waitForContacts(4);
    expect(await subjects()).toEqual(['a', 'b', 'c', 'd']);
    expect(await ledgerCount()).toBe(4);
    const validities = await world.deps.db.selectFrom('ledger').select('uid_validity').distinct().execute();
    expect(validities).toHaveLength(1);
  });
});

describe('threading', () => {
  let contactId: string;
  beforeEach(async () => {
    world = await startMailWorld();
    await start();
    await world.deliver(mail('question', 'Message-ID: <q@customers.test>'));
    await waitForContacts(1);
    contactId = await recordReply(world, '<ours@example.test>');
  });

  async function conversationCount(): Promise<number> {
    return (await world.deps.db.selectFrom('conversations').select('id').execute()).length;
  }

  it('an answer joins the open contact', async () => {
    await world.deliver(mail('Re: question', 'In-Reply-To: <ours@example.test>'));
    await waitFor('two mails of one contact', async () => {
      const rows = await world.deps.db.selectFrom('ledger').select('contact_id').execute();
      return rows.length === 2 && rows.every((row) => row.contact_id === contactId);
    });
    expect(await contacts()).toHaveLength(1);
  });

  it('an answer to a closed contact is a new contact in the same conversation', async () => {
    await sql`UPDATE contacts SET state = 'closed', closed_at = now()`.execute(world.deps.db);
    await world.deliver(mail('Re: question', 'References: <x@y> <ours@example.test>'));
    await waitForContacts(2);
    expect(await conversationCount()).toBe(1);
  });

  it("a stranger who names our id does not get into the customer's conversation", async () => {
    const stranger = mail('Re: question', 'In-Reply-To: <ours@example.test>').replaceAll('carla', 'mallory');
    await world.deliver(stranger);
    await waitForContacts(2);
    expect(await conversationCount()).toBe(2);
  });
});
