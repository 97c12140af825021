import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../common/contract/errors';
import { startSmtpPool, type SmtpPool } from '../../service/mail-store/smtp-pool';
import { startMailStack } from '../mail-stack/mail-stack';
import { freePort } from '../mail-stack/ports';
import type { MailEndpoint, MailStack, MailStackOptions } from '../mail-stack/types';
import { waitConnected } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

const CARLA = 'carla@customers.test';

let stack: MailStack | undefined;
const pools: SmtpPool[] = [];

async function startStack(options: MailStackOptions = {}): Promise<MailStack> {
  stack = await startMailStack(options);
  return stack;
}
function open(server: MailEndpoint, maxSessions = 4) {
  const onReady = vi.fn();
  const pool = startSmtpPool({ server, maxSessions, log: pino({ level: 'silent' }), onReady });
  pools.push(pool);
  return { pool, onReady };
}
async function openReady(options: MailStackOptions = {}, maxSessions?: number): Promise<SmtpPool> {
  const { pool } = open((await startStack(options)).smtp, maxSessions);
  await waitConnected(pool);
  return pool;
}
async function problemOf(server: MailEndpoint): Promise<ErrorCode> {
  const { pool } = open(server);
  const problem = await waitFor('a problem', () => pool.status().problem ?? undefined);
  expect(pool.status().connected).toBe(false);
  return problem;
}
const message = (subject: string, to = [CARLA], body = 'Hello') => ({
  from: 'support@example.test',
  to,
  raw: Buffer.from(`From: support@example.test\r\nTo: ${to.join(', ')}\r\nSubject: ${subject}\r\n\r\n${body}\r\n`),
});
const onDataStart = (): Promise<void> => Promise.resolve();
async function received(count: number): Promise<string[]> {
  return waitFor(`${count} mails for the customer`, async () => {
    const mails = (await stack?.customerMail(CARLA)) ?? [];
    return mails.length >= count && mails.map((mail) => mail.headers.get('subject')?.[0] ?? '');
  });
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
  await stack?.stop();
  stack = undefined;
});

describe('connecting', () => {
  it.each(['plain', 'starttls', 'implicit'] as const)('works with %s, and hands mail over', async (tls) => {
    const pool = await openReady({ tls });
    expect(await pool.send(message('hello'), onDataStart)).toEqual({ kind: 'accepted', refused: null });
    expect(await received(1)).toEqual(['hello']);
  });

  it.each([
    ['expired', 'tls-expired'],
    ['self-signed', 'tls-untrusted'],
    ['wrong-name', 'tls-wrong-name'],
  ] as const)('a certificate that is %s: %s', async (certificate, code) => {
    for (const tls of ['implicit', 'starttls'] as const) {
      const { smtp, stop } = await startStack({ tls, certificate });
      expect(await problemOf(smtp)).toBe(code);
      await stop();
    }
  });

  it('a wrong password, nobody there, no such host', async () => {
    const { smtp } = await startStack();
    expect(await problemOf({ ...smtp, pass: 'wrong' })).toBe('mail-sign-in-refused');
    expect(await problemOf({ ...smtp, port: await freePort('127.0.0.1') })).toBe('mail-refused');
    expect(await problemOf({ ...smtp, host: 'mail.invalid' })).toBe('mail-host-unreachable');
  });

  it('tells what is wrong when it is asked to send all the same', async () => {
    const { pool } = open({
      host: '127.0.0.1',
      port: await freePort('127.0.0.1'),
      security: 'plain',
      user: 'u',
      pass: 'p',
    });
    expect(await pool.send(message('x'), onDataStart)).toEqual({ kind: 'not-started', code: 'mail-refused' });
  });
});

describe('sessions', () => {
  it('are used again, and no more of them than allowed', async () => {
    const pool = await openReady({ proxied: true }, 2);
    for (let n = 0; n < 5; n += 1) expect((await pool.send(message(`a${n}`), onDataStart)).kind).toBe('accepted');
    expect(stack?.faults().smtp.accepted()).toBe(1);
    const sent = await Promise.all(Array.from({ length: 10 }, (_, n) => pool.send(message(`b${n}`), onDataStart)));
    expect(sent.every((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(stack?.faults().smtp.peak()).toBeLessThanOrEqual(2);
    expect(await received(15)).toHaveLength(15);
  });

  it('that the server dropped cost nothing but a new one', async () => {
    const pool = await openReady({ proxied: true });
    stack?.faults().smtp.cut();
    expect((await pool.send(message('after'), onDataStart)).kind).toBe('accepted');
    await waitFor('a warm session', () => pool.status().connected);
    expect(await received(1)).toEqual(['after']);
  });

  it('come back when the server does, and say so', async () => {
    const started = await startStack({ proxied: true });
    started.faults().smtp.refuse(true);
    const { pool, onReady } = open(started.smtp);
    await waitFor('the problem', () => pool.status().problem === 'mail-connection-lost');
    expect(onReady).not.toHaveBeenCalled();
    started.faults().smtp.refuse(false);
    await waitConnected(pool);
    expect(onReady).toHaveBeenCalledTimes(1);
  });
});

describe('outcomes', () => {
  it('refused for good, refused for now, and the session goes on', async () => {
    const pool = await openReady({ proxied: true });
    const permanent = await pool.send(message('x', ['nobody@refused.test']), onDataStart);
    expect(permanent).toMatchObject({ kind: 'permanent', words: expect.stringContaining('no such mailbox') as string });
    const temporary = await pool.send(message('x', ['nobody@later.test']), onDataStart);
    expect(temporary).toMatchObject({ kind: 'temporary', words: expect.stringContaining('try again later') as string });
    expect((await pool.send(message('good'), onDataStart)).kind).toBe('accepted');
    expect(stack?.faults().smtp.accepted()).toBe(1);
  });

  it('some recipients refused: accepted, with the words', async () => {
    const pool = await openReady();
    const outcome = await pool.send(message('part', [CARLA, 'nobody@refused.test']), onDataStart);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      refused: expect.stringContaining('nobody@refused.test') as string,
    });
    expect(await received(1)).toEqual(['part']);
  });

  it('too large for the server', async () => {
    const pool = await openReady({ messageSizeLimit: '1M' });
    const outcome = await pool.send(message('big', [CARLA], 'x'.repeat(70).concat('\r\n').repeat(30_000)), onDataStart);
    expect(outcome.kind).toBe('permanent');
  });

  it('no octet leaves before the start was recorded, and none if it could not be', async () => {
    const pool = await openReady({ proxied: true });
    let isRecorded = false;
    const leaked = stack?.faults().smtp.cutWhen({ from: 'client', pattern: /Subject: unrecorded/ });
    void leaked?.then(() => (isRecorded = true));
    const failing = (): Promise<void> => Promise.reject(new Error('no database'));
    expect((await pool.send(message('unrecorded'), failing)).kind).toBe('not-started');
    await waitConnected(pool);
    expect((await pool.send(message('next'), onDataStart)).kind).toBe('accepted');
    expect(await received(1)).toEqual(['next']);
    expect(isRecorded).toBe(false);
  });

  it('the start is recorded after the envelope was taken', async () => {
    const pool = await openReady();
    const start = vi.fn(onDataStart);
    await pool.send(message('x', ['nobody@refused.test']), start);
    expect(start).not.toHaveBeenCalled();
    await pool.send(message('y'), start);
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('connection lost before the message was whole: surely not sent', async () => {
    const pool = await openReady({ proxied: true });
    const cut = stack?.faults().smtp.cutWhen({ from: 'client', pattern: /halfway/ });
    const line = `${'x'.repeat(70)}\r\n`;
    const body = `${line.repeat(30_000)}halfway\r\n${line.repeat(200_000)}`;
    expect((await pool.send(message('cut', [CARLA], body), onDataStart)).kind).toBe('temporary');
    await cut;
    expect((await pool.send(message('next'), onDataStart)).kind).toBe('accepted');
    expect(await received(1)).toEqual(['next']);
  });

  it('connection lost after the final dot: uncertain, and indeed sent', async () => {
    const pool = await openReady({ proxied: true });
    const cut = stack?.faults().smtp.cutWhen({ from: 'server', pattern: /^250 OK id=/m });
    expect((await pool.send(message('dot'), onDataStart)).kind).toBe('uncertain');
    await cut;
    expect(await received(1)).toEqual(['dot']);
  });

  it('dots and bare line feeds arrive as they were meant', async () => {
    const pool = await openReady();
    await pool.send(message('dots', [CARLA], '.one\r\n..two\r\n.\r\nthree\nfour'), onDataStart);
    await received(1);
    const [mail] = (await stack?.customerMail(CARLA)) ?? [];
    expect(mail?.raw.toString()).toContain('\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\nfour\r\n');
  });
});
