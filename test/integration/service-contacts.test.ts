import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { deskSnapshotSchema } from '../../common/contract/desk';
import { acceptOffer } from '../../service/assignment/accept-offer';
import { connectionResumed } from '../../service/assignment/connection';
import { offerNext } from '../../service/assignment/offer-next';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { contactMails } from '../../service/contacts/contact-mails';
import { deskSnapshot } from '../../service/contacts/desk-snapshot';
import { byAgent } from '../../service/contacts/history';
import { markReplyQueued } from '../../service/contacts/mark-reply-queued';
import { prepareReply } from '../../service/contacts/prepare-reply';
import { expireWrapUps, wrapUp } from '../../service/contacts/wrap-up';
import { buildSite, type Site } from '../builders/service-site';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

const LOCATION = { folder: 'Outbox', uidValidity: '17', uid: 4 };
const TO = [{ name: 'Carla', address: 'carla@customers.example' }];

let database: ServiceDatabase;
let site: Site;

beforeEach(async () => {
  database ??= await startServiceDatabase();
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'anna' }, { username: 'ben', csqs: [] }] });
  await connectionResumed(database.deps, site.agentId('anna'));
  await setAgentState(database.deps, site.agentId('anna'), { state: 'ready', reasonCode: null });
});
afterAll(() => database.stop());

/** A contact that anna has accepted. */
async function activeContact(messageId?: string): Promise<ContactId> {
  const contact = await site.addContact({ messageId });
  await offerNext(database.deps);
  await acceptOffer(database.deps, site.agentId('anna'), contact);
  return contact;
}

function prepare(contactId: ContactId, username = 'anna', subject = 'Re: Question') {
  return prepareReply(database.deps, site.agentId(username), { contactId, subject, to: TO, cc: [] });
}

function row(id: ContactId) {
  return database.deps.db.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

const failsWith = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('a reply', () => {
  it('comes from the entry point, in its thread, with an id of our domain', async () => {
    const contact = await activeContact('<first@customers.example>');
    await addMail(contact, 500, '<second@customers.example>');
    await addMail(contact, 501, 'no id at all\r\nBcc: evil@example.com');
    const reply = await prepare(contact);
    expect(reply).toMatchObject({
      from: { name: 'Example Support', address: 'support@example.com' },
      inReplyTo: '<second@customers.example>',
      references: ['<first@customers.example>', '<second@customers.example>'],
    });
    expect(reply.messageId).toMatch(/^<[0-9a-f]{36}@example\.com>$/);
  });

  it('keeps its id however often it is prepared, also at once', async () => {
    const contact = await activeContact();
    const replies = await Promise.all([prepare(contact), prepare(contact, 'anna', 'Other subject'), prepare(contact)]);
    expect(new Set(replies.map((reply) => reply.messageId)).size).toBe(1);
    const rows = await database.deps.db.selectFrom('outgoing_messages').select('state').execute();
    expect(rows).toEqual([{ state: 'draft' }]);
  });

  it('is prepared by the owner only, of an active contact only', async () => {
    const contact = await activeContact();
    await expect(prepare(contact, 'ben')).rejects.toThrow(failsWith('not-found'));
    const waiting = await site.addContact();
    await expect(prepare(waiting)).rejects.toThrow(failsWith('not-found'));
    await offerNext(database.deps);
    await expect(prepare(waiting)).rejects.toThrow(failsWith('wrong-state'));
  });

  it('once appended is queued, and its contact goes to wrap-up, told once or twice', async () => {
    const contact = await activeContact();
    const { outgoingId, messageId } = await prepare(contact);
    const anna = byAgent(site.agentId('anna'));
    const states = await Promise.all([
      markReplyQueued(database.deps, { outgoingId }, { location: null }, anna),
      markReplyQueued(database.deps, { messageId }, { location: LOCATION }, 'system'),
    ]);
    expect(states).toEqual(['queued', 'queued']);
    const outgoing = await database.deps.db.selectFrom('outgoing_messages').selectAll().execute();
    expect(outgoing).toMatchObject([{ state: 'queued', folder: 'Outbox', uid_validity: 17, uid: 4 }]);
    expect(await row(contact)).toMatchObject({
      state: 'wrap-up',
      wrap_up_until: new Date(database.clock.now().getTime() + 60_000),
    });
    const history = await database.deps.db.selectFrom('history_events').select('kind').orderBy('id').execute();
    expect(history.map((event) => event.kind).filter((kind) => /queued|wrap/.test(kind))).toEqual([
      'reply-queued',
      'wrap-up-started',
    ]);
  });

  it('of somebody else cannot be queued', async () => {
    const { outgoingId } = await prepare(await activeContact());
    const ben = site.agentId('ben');
    await expect(
      markReplyQueued(database.deps, { outgoingId }, { location: LOCATION, onlyOwner: ben }, byAgent(ben)),
    ).rejects.toThrow(failsWith('not-found'));
  });

  it('that is found on its way is not queued again', async () => {
    const { outgoingId } = await prepare(await activeContact());
    await markReplyQueued(database.deps, { outgoingId }, { location: LOCATION }, 'system');
    await database.deps.db.updateTable('outgoing_messages').set({ state: 'uncertain' }).execute();
    expect(await markReplyQueued(database.deps, { outgoingId }, { location: LOCATION }, 'system')).toBe('uncertain');
  });
});

describe('the wrap-up', () => {
  async function inWrapUp(): Promise<ContactId> {
    const contact = await activeContact();
    const { outgoingId } = await prepare(contact);
    await markReplyQueued(database.deps, { outgoingId }, { location: LOCATION }, 'system');
    return contact;
  }
  const record = (contactId: ContactId, reasonCode = 'solved') =>
    wrapUp(database.deps, site.agentId('anna'), { contactId, reasonCode, notes: 'All well' });

  it('closes the contact with reason and notes, and may be repeated', async () => {
    const contact = await inWrapUp();
    await record(contact);
    await record(contact);
    expect(await row(contact)).toMatchObject({
      state: 'closed',
      disposition_code: 'solved',
      wrap_up_notes: 'All well',
      closed_at: database.clock.now(),
      wrap_up_until: null,
    });
  });

  it('needs a known reason, its owner and its time', async () => {
    const contact = await inWrapUp();
    await expect(record(contact, 'invented')).rejects.toThrow(failsWith('invalid-input'));
    await expect(
      wrapUp(database.deps, site.agentId('ben'), { contactId: contact, reasonCode: 'solved', notes: '' }),
    ).rejects.toThrow(failsWith('not-found'));
    await expect(record(await activeContact())).rejects.toThrow(failsWith('wrong-state'));
  });

  it('that is forgotten gets the default reason when its time is over, once', async () => {
    const contact = await inWrapUp();
    database.clock.advance(59);
    expect(await expireWrapUps(database.deps)).toBe(0);
    database.clock.advance(1);
    const counts = await Promise.all([1, 2, 3].map(() => expireWrapUps(database.deps)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await row(contact)).toMatchObject({ state: 'closed', disposition_code: 'timed-out', wrap_up_notes: null });
    await expect(record(contact)).rejects.toThrow(failsWith('wrong-state'));
  });

  it('does not count against the capacity', async () => {
    await database.deps.db.updateTable('agents').set({ capacity: 1 }).execute();
    await inWrapUp();
    await site.addContact();
    expect(await offerNext(database.deps)).toBe(1);
  });
});

describe('the mails of a contact', () => {
  it('are told to the owner once it is accepted, oldest first', async () => {
    const contact = await site.addContact({ messageId: '<a@customers.example>' });
    const read = (username: string) => contactMails(database.deps, site.agentId(username), contact);
    await expect(read('anna')).rejects.toThrow(failsWith('not-found'));
    await offerNext(database.deps);
    await expect(read('anna')).rejects.toThrow(failsWith('wrong-state'));
    await acceptOffer(database.deps, site.agentId('anna'), contact);
    await addMail(contact, 900, null);
    expect(await read('anna')).toEqual([
      {
        folder: 'INBOX',
        uidValidity: '4294967295',
        uid: expect.any(Number) as number,
        messageId: '<a@customers.example>',
      },
      { folder: 'INBOX', uidValidity: '4294967295', uid: 900, messageId: null },
    ]);
    await expect(read('ben')).rejects.toThrow(failsWith('not-found'));
  });
});

describe('the snapshot', () => {
  it('has what the contract says: queues, own contacts, outgoing mail, reasons', async () => {
    const contact = await activeContact();
    await prepare(contact);
    await addMail(contact, 7001, '<once-more@customers.test>');
    await database.deps.db.updateTable('contacts').set({ customer_address: '' }).where('id', '=', contact).execute();
    await setAgentState(database.deps, site.agentId('anna'), { state: 'not-ready', reasonCode: 'lunch' });
    const waiting = await site.addContact();
    const snapshot = deskSnapshotSchema.parse(await deskSnapshot(database.deps, site.agentId('anna')));
    expect(snapshot).toMatchObject({
      serverTime: database.clock.now().toISOString(),
      agent: { username: 'anna', state: 'not-ready', reasonCode: 'lunch' },
      csqs: [{ name: 'Support', waiting: 1, oldestArrivedAt: (await row(waiting)).arrived_at.toISOString() }],
      contacts: [{ id: contact, state: 'active', outgoingState: 'draft', mailCount: 2, csq: { name: 'Support' } }],
      outgoing: [{ contactId: contact, state: 'draft', to: TO }],
      notReadyReasons: [{ code: 'lunch', label: 'Lunch' }],
    });
    expect(snapshot.wrapUpReasons.map((reason) => reason.code)).toEqual(['solved', 'timed-out']);
    const others = await deskSnapshot(database.deps, site.agentId('ben'));
    expect(others).toMatchObject({ csqs: [], contacts: [], outgoing: [] });
  });
});

async function addMail(contactId: ContactId, uid: number, messageId: string | null): Promise<void> {
  const at = database.clock.now();
  await database.deps.db
    .insertInto('ledger')
    .values({
      folder: 'INBOX',
      uid_validity: 4294967295,
      uid,
      message_id: messageId,
      size_bytes: 1,
      internal_date: at,
      taken_in_at: at,
      contact_id: contactId,
    })
    .execute();
}
