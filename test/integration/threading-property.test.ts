import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { writeThreadToken } from '../../common/mail/thread-token';
import { signThread, threadKey } from '../../service/contacts/thread-signature';
import { inTransaction } from '../../service/store/transaction';
import { buildSite } from '../builders/service-site';
import { openCounter } from '../support/hand-in';
import { startServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;

beforeAll(async () => {
  database = await startServiceDatabase();
  await buildSite(database.deps, { agents: [{ username: 'anna' }] });
});
afterAll(() => database.stop());

const SENDERS = ['ana@a.example', 'ben@b.example', 'cem@c.example'];
const SUBJECTS = ['Invoice', 'Re: Invoice', 'AW: invoice [list]', '', 'Order 7'];
const at = fc.nat({ max: 1000 });
const letter = fc.record({
  sender: fc.constantFrom(...SENDERS),
  subject: fc.constantFrom(...SUBJECTS),
  /** Any mails before it, of anybody or of ours, and any tokens that were ever made: seen, guessed, stolen. */
  references: fc.array(at, { maxLength: 3 }),
  subjectTokens: fc.array(at, { maxLength: 2 }),
  addressToken: fc.option(at),
  forged: fc.boolean(),
  isAnswered: fc.boolean(),
  isClosed: fc.boolean(),
});
type Letter = typeof letter extends fc.Arbitrary<infer T> ? T : never;

/** All that is known of what was sent to and fro: Message-IDs and tokens. */
type Seen = { ids: string[]; tokens: string[] };

const pick = (list: readonly string[], index: number): string[] =>
  list.slice(index % Math.max(1, list.length)).slice(0, 1);

function write(mail: Letter, seen: Seen, n: number): string[] {
  const references = mail.references.flatMap((index) => pick(seen.ids, index));
  const forge = (token: string): string =>
    mail.forged ? token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) : token;
  const tokens = mail.subjectTokens.flatMap((index) => pick(seen.tokens, index)).map((token) => ` [#${forge(token)}]`);
  const detail = (mail.addressToken === null ? [] : pick(seen.tokens, mail.addressToken)).map(
    (token) => `+rd.${forge(token)}`,
  );
  return [
    `From: ${mail.sender}`,
    `To: support${detail.join('')}@example.com`,
    `Subject: ${mail.subject}${tokens.join('')}`,
    `Message-ID: <${n}@customers.example>`,
    ...(references.length > 0 ? [`References: ${references.join(' ')}`] : []),
  ];
}

/** What comes of the newest contact: an answer of ours, with its Message-ID and a token, and maybe the end. */
async function goOn({ isAnswered, isClosed }: Letter, seen: Seen, n: number): Promise<void> {
  const { db, now, newId } = database.deps;
  const contact = await db.selectFrom('contacts').selectAll().orderBy('number', 'desc').executeTakeFirstOrThrow();
  if (isAnswered) {
    const messageId = `<ours-${n}@example.com>`;
    const row = { id: newId() as never, contact_id: contact.id, message_id: messageId, state: 'sent' as const };
    const content = {
      subject: '',
      recipients: JSON.stringify({ to: [], cc: [] }),
      entry_point_id: contact.entry_point_id,
    };
    const times = { created_at: now(), changed_at: now(), sent_at: now(), filed_at: now() };
    await db
      .insertInto('outgoing_messages')
      .values({ ...row, ...content, ...times })
      .execute();
    seen.ids.push(messageId);
    const key = await inTransaction(db, threadKey);
    const thread = { contactNumber: contact.number, conversationId: contact.conversation_id };
    seen.tokens.push(writeThreadToken(signThread(key, thread)));
  }
  if (isClosed && contact.state === 'queued') await close(contact.id);
}

async function close(id: ContactId): Promise<void> {
  const values = { state: 'closed' as const, closed_at: database.deps.now() };
  await database.deps.db.updateTable('contacts').set(values).where('id', '=', id).execute();
}

it('never joins a mail to a conversation of another customer, whatever it names', async () => {
  let joined = 0;
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(letter, { minLength: 2, maxLength: 10 }), fc.boolean(), async (letters, isTogether) => {
      // what earlier runs left is there as well: emptying the tables would take longer than all the rest
      const counter = openCounter(database.deps);
      const seen: Seen = { ids: [], tokens: [] };
      let waiting: string[][] = [];
      const first = serial;
      for (const mail of letters) {
        const n = serial;
        serial += 1;
        waiting.push(write(mail, seen, n));
        seen.ids.push(`<${n}@customers.example>`);
        if (isTogether && n % 3 !== 2) continue;
        if (waiting.length > 1) await counter.takeTogether(waiting);
        else if ((await counter.take(...waiting.flat())) === 'joined') joined += 1;
        waiting = [];
        await goOn(mail, seen, n);
      }
      if (waiting.length > 0) await counter.takeTogether(waiting);
      await expectOwnConversationsOnly();
      expect(await ledgerSenders(first)).toEqual(letters.map(({ sender }) => sender));
    }),
    { numRuns: 50 },
  );
  // the property would hold as well if nothing were ever joined
  expect(joined).toBeGreaterThan(3);
});

async function expectOwnConversationsOnly(): Promise<void> {
  const foreign = await database.deps.db
    .selectFrom('contacts')
    .innerJoin('conversations', 'conversations.id', 'contacts.conversation_id')
    .innerJoin('customer_addresses', 'customer_addresses.address', 'contacts.customer_address')
    .select('contacts.number')
    .where((where) =>
      where.or([
        where('conversations.customer_id', '!=', where.ref('contacts.customer_id')),
        where('customer_addresses.customer_id', '!=', where.ref('contacts.customer_id')),
      ]),
    )
    .execute();
  expect(foreign).toEqual([]);
}

/** Of each mail from this one on, in their order, whose contact it became part of. */
async function ledgerSenders(first: number): Promise<string[]> {
  const rows = await database.deps.db
    .selectFrom('ledger')
    .innerJoin('contacts', 'contacts.id', 'ledger.contact_id')
    .select(['ledger.message_id', 'contacts.customer_address'])
    .execute();
  const bySerial = rows.map((row) => ({ serial: Number(/\d+/.exec(row.message_id ?? '')), row }));
  const since = bySerial.filter(({ serial }) => serial >= first).sort((a, b) => a.serial - b.serial);
  return since.map(({ row }) => row.customer_address);
}
