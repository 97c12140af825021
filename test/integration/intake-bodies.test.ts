import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../service/config/current-configuration';
import { saveConfiguration } from '../../service/config/save-configuration';
import { startIntake } from '../../service/intake/index';
import type { Running } from '../../service/running';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let world: MailWorld;
let intake: Running | undefined;

beforeEach(async () => {
  world = await startMailWorld();
});
afterEach(async () => {
  await intake?.stop();
  intake = undefined;
  await world.stop();
});
afterAll(stopMailWorldDatabase);

/** A rule that looks at text and attachments; the mails that it meets have the first priority. */
async function addRules(): Promise<void> {
  const current = await readConfiguration(world.deps.db);
  if (current === null) throw new Error('nothing was seeded');
  const rules = [
    { id: 'text', name: 'Text', when: { keywords: [{ in: 'body', any: ['urgent'] }] }, then: { priority: 1 } },
    { id: 'file', name: 'File', when: { attachments: { names: ['*.pdf'] } }, then: { priority: 2 } },
  ];
  const configuration = { ...current.configuration, rules };
  const saved = await saveConfiguration(world.deps, { version: null, configuration, by: 'system' });
  expect(saved).toMatchObject({ outcome: 'saved' });
}

const mail = (subject: string, body: string, ...more: string[]): string =>
  ['From: Carla <carla@customers.test>', `Subject: ${subject}`, ...more, '', body].join('\r\n');

async function priorities(count: number): Promise<Record<string, number>> {
  const rows = await waitFor(`${count} contacts`, async () => {
    const all = await world.deps.db.selectFrom('contacts').select(['subject', 'priority']).execute();
    return all.length >= count && all;
  });
  return Object.fromEntries(rows.map(({ subject, priority }) => [subject, priority]));
}

describe('a rule that looks at bodies', () => {
  const pdf = [
    '--b\r\nContent-Type: text/plain\r\n\r\nSee the invoice.\r\n--b',
    'Content-Type: application/pdf; name="invoice.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--',
  ].join('\r\n');
  const filler = `${'Nothing of importance. '.repeat(3)}\r\n`.repeat(8_000);

  it('is met by the text and the attachments of mails of any size', async () => {
    await addRules();
    await world.deliver(mail('plain', 'Hello'));
    await world.deliver(mail('in the text', 'This is =?= urg=\r\nent', 'Content-Transfer-Encoding: quoted-printable'));
    await world.deliver(mail('a file', pdf, 'Content-Type: multipart/mixed; boundary=b'));
    const big = `--b\r\n\r\n${filler}\r\n--b\r\n${pdf.split('--b\r\n')[2] ?? ''}`;
    await world.deliver(mail('a file behind half a megabyte', big, 'Content-Type: multipart/mixed; boundary=b'));
    await world.deliver(mail('no body', ''));
    intake = await startIntake(world.newInstance(), world.config);
    await waitConnected(intake);
    expect(await priorities(5)).toEqual({
      plain: 3,
      'in the text': 1,
      'a file': 2,
      'a file behind half a megabyte': 2,
      'no body': 3,
    });
  });

  it('is applied to the next mail after it was saved, and what the ledger knows stays known', async () => {
    await world.deliver(mail('before', 'It is urgent'));
    intake = await startIntake(world.newInstance(), world.config);
    expect(await priorities(1)).toEqual({ before: 3 });
    await addRules();
    await world.deliver(mail('after', 'It is urgent'));
    expect(await priorities(2)).toEqual({ before: 3, after: 1 });
    const digests = await world.deps.db.selectFrom('ledger').select('header_digest').execute();
    expect(new Set(digests.map((row) => row.header_digest?.length))).toEqual(new Set([32]));
  });
});
