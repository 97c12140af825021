import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationSchema, type Configuration } from '../../common/contract/configuration/configuration';
import { startMailReader, type MailReader } from '../../service/reading';
import type { FetchedMail } from '../../service/reading/read-mail';

const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const configuration: Configuration = configurationSchema.parse({
  csqs: [{ id: id(1), name: 'Support', isDefault: true }],
  entryPoints: [{ id: id(2), address: 'support@example.com', displayName: 'Support', csq: id(1), isDefault: true }],
});
const log = pino({ level: 'silent' });

function whole(text: string | Buffer): FetchedMail {
  return { source: Buffer.from(text), headerLength: null, isWhole: true, arrivedAt: new Date(0) };
}

describe('the reader of mails', () => {
  let reader: MailReader;
  beforeAll(async () => {
    reader = startMailReader({ log });
    await reader.configure(configuration);
  });
  afterAll(() => reader.stop());

  it('reads in a thread, in order, what intake needs', async () => {
    const head = 'From: Carla <carla@customers.test>\r\nTo: support@example.com\r\n';
    const [first, second] = await reader.read([
      whole(`${head}Subject: one\r\nMessage-ID: <1@x>\r\n\r\nHello`),
      whole(`${head}Subject: two\r\nAuto-Submitted: auto-replied\r\n\r\nHello`),
    ]);
    expect(first).toMatchObject({
      header: { subject: 'one', messageId: '<1@x>', sender: { name: 'Carla', address: 'carla@customers.test' } },
      automatic: null,
      route: { csqId: id(1), entryPointId: id(2), warning: null },
      recipientAddresses: ['support@example.com'],
    });
    expect(second).toMatchObject({ header: { subject: 'two' }, automatic: 'auto-replied' });
  });

  it('leaves the loop of the service alone while it reads 25 MB', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const parts = ['From: a@x.example', 'Return-Path: <>', 'Content-Type: multipart/mixed; boundary=b', '', '--b'];
    const big = `${parts.join('\r\n')}\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(25 * 13_444)}--b--\r\n`;
    const mail = whole(big);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const [answer] = await reader.read([mail]);
    delay.disable();
    expect(answer).toMatchObject({ isWhole: true });
    expect(mail.source.length).toBeGreaterThan(25 * 1024 * 1024);
    expect(delay.max / 1e6).toBeLessThan(50);
  });
});

describe('a thread that does not answer', () => {
  it('is replaced, its mails are tried one by one, and those that are at fault given up', async () => {
    // no mail takes a negative time
    const reader = startMailReader({ log, readLimitMs: 1 });
    await reader.configure(configuration);
    const huge = whole(`From: a@x.example\r\nReturn-Path: <>\r\n\r\n${'a@x.example\r\n'.repeat(4_000_000)}`);
    expect(await reader.read([huge])).toEqual([{ unreadable: 'took too long' }]);
    await reader.stop();
    const patient = startMailReader({ log });
    await patient.configure(configuration);
    const [answer] = await patient.read([whole('From: a@x.example\r\n\r\nHello')]);
    expect(answer).toMatchObject({ header: { sender: { address: 'a@x.example' } } });
    await patient.stop();
  });
});
