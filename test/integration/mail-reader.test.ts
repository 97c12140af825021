import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailReader, type MailReader } from '../../service/reading';
import type { FetchedMail } from '../../service/reading/read-mail';
import { buildConfiguration } from '../builders/configuration';

const configuration = buildConfiguration({
  rules: [
    {
      id: 'body',
      name: 'Looks at bodies',
      when: { keywords: [{ in: 'body', any: ['urgent'] }] },
      then: { priority: 1 },
    },
  ],
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
      whole(`${head}Subject: two\r\nAuto-Submitted: auto-replied\r\n\r\nIt is URGENT`),
    ]);
    expect(first).toMatchObject({
      header: { subject: 'one', messageId: '<1@x>', sender: { name: 'Carla', address: 'carla@customers.test' } },
      automatic: null,
      route: { csqId: configuration.csqs[0]?.id, warning: null, priority: 3 },
      recipientAddresses: ['support@example.com'],
    });
    expect(second).toMatchObject({ header: { subject: 'two' }, automatic: 'auto-replied', route: { priority: 1 } });
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
  it('is replaced, and the mails are tried one by one before they are given up', async () => {
    // nobody reads 20 MB in a thousandth of a second
    const reader = startMailReader({ log, readLimitMs: 1 });
    await reader.configure(configuration);
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const slow = whole(`From: a@x.example\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(270_000)}`);
    const answers = await reader.read([slow, whole('From: a@x.example\r\n\r\nHello')]);
    expect(answers[0]).toEqual({ unreadable: 'took too long' });
    expect(answers).toHaveLength(2);
    await reader.stop();
  });
});

describe('hostile mails', () => {
  const nested = (depth: number): string =>
    Array.from({ length: depth }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join(
      '',
    );
  const html = (body: string): string => `Content-Type: text/html\r\n\r\n${body}`;
  const MB = 1024 * 1024;
  let reader: MailReader;
  beforeAll(async () => {
    reader = startMailReader({ log });
    await reader.configure(configuration);
  });
  afterAll(() => reader.stop());

  it.each<[string, () => string]>([
    ['a megabyte of empty lines', () => `\r\n${'\r\n'.repeat(MB / 2)}`],
    ['10,000 fields', () => `${'X-Field: value\r\n'.repeat(10_000)}\r\nHello`],
    ['a million fields', () => `${'A:b\r\n'.repeat(1_000_000)}\r\nHello`],
    ['50 MB of header', () => `${'A:b\\r\\n'.repeat(10 * MB)}\\r\\nHello`],
    ['600 nested multiparts', () => nested(600)],
    ['100,000 nested multiparts', () => nested(100_000)],
    ['50 MB of base64', () => `Content-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(670_000)}`],
    [
      'a million boundaries',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1_000_000)}`,
    ],
    [
      'a million lines like boundaries',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--bb\r\n'.repeat(1_000_000)}`,
    ],
    ['megabytes of encoded words', () => `Subject: ${'=?utf-8?Q?=C3=BC?=\r\n '.repeat(200_000)}\r\n\r\nx`],
    ['megabytes of an address list', () => `From: ${'"a" <a@x.example>, '.repeat(150_000)}\r\n\r\nx`],
    ['megabytes of parameters', () => `Content-Type: text/plain${'; a*0*=x'.repeat(300_000)}\r\n\r\nx`],
    ['deep HTML', () => html('<div>'.repeat(1_000_000))],
    ['HTML of unclosed tags', () => html('<b "'.repeat(1_000_000))],
    ['a megabyte of one line', () => `\r\n${'a'.repeat(MB)}`],
    ['megabytes of quote marks', () => `Content-Type: text/plain; format=flowed\r\n\r\n${'> '.repeat(MB)}`],
    ['megabytes of what is not UTF-8', () => `\r\n${'\u00ff\u00fe'.repeat(MB)}`],
    ['uuencode without an end', () => `Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n${'M\n'.repeat(MB)}`],
  ])('%s: read in two seconds', async (_name, body) => {
    const mail = whole(Buffer.from(`From: a@x.example\r\n${body()}`, 'latin1'));
    const startedAt = performance.now();
    const [answer] = await reader.read([mail]);
    const ms = performance.now() - startedAt;
    expect(answer).toMatchObject({ header: { sender: { address: 'a@x.example' } } });
    expect(ms).toBeLessThan(2000);
  });
});
