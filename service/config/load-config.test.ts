import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from '../start-error';
import { isLoopback, loadConfig } from './load-config';

const SERVER = { host: 'mail.example.com', port: 993, security: 'tls', user: 'desk', pass: 'very-secret' };
const VALID = { dataDir: 'data', mailStore: { imap: SERVER, smtp: { ...SERVER, port: 465, caFile: 'ca.pem' } } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function fileWith(content: unknown): Promise<string> {
  const file = join(folder, 'service.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function refusalOf(content: unknown, environment: Record<string, string> = {}): Promise<string> {
  const error: unknown = await loadConfig(await fileWith(content), environment).catch((e: unknown) => e);
  if (!(error instanceof StartError)) throw new Error('it was not refused');
  expect(error.problem).toBe('config');
  return error.message;
}

describe('loadConfig', () => {
  it('fills in the defaults and makes paths absolute from the file', async () => {
    const config = await loadConfig(await fileWith(VALID), {});
    expect(config.dataDir).toBe(join(folder, 'data'));
    expect(config.mailStore.smtp.caFile).toBe(join(folder, 'ca.pem'));
    expect(config.listen).toMatchObject({ host: '127.0.0.1', port: 7460 });
    expect(config.session.graceS).toBe(120);
  });

  it('takes the file from REPLYDESK_CONFIG and lets variables override it', async () => {
    const config = await loadConfig(undefined, {
      REPLYDESK_CONFIG: await fileWith(VALID),
      REPLYDESK_LISTEN_PORT: '8080',
      REPLYDESK_MAIL_STORE_IMAP_HOST: 'other.example.com',
      REPLYDESK_MAIL_STORE_SMTP_PASS: 'from-the-environment',
      REPLYDESK_MAIL_STORE_POLL_INTERVAL_S: '60',
      REPLYDESK_DATABASE_URL: 'postgres://db.example.com/replydesk',
      REPLYDESK_UNKNOWN: 'ignored',
    });
    expect(config.listen.port).toBe(8080);
    expect(config.mailStore.imap).toMatchObject({ host: 'other.example.com', pass: 'very-secret' });
    expect(config.mailStore.smtp.pass).toBe('from-the-environment');
    expect(config.mailStore.pollIntervalS).toBe(60);
    expect(config.database.url).toBe('postgres://db.example.com/replydesk');
  });

  it('works from the environment alone', async () => {
    const server = (kind: string) => ({
      [`REPLYDESK_MAIL_STORE_${kind}_HOST`]: 'mail.example.com',
      [`REPLYDESK_MAIL_STORE_${kind}_PORT`]: '993',
      [`REPLYDESK_MAIL_STORE_${kind}_SECURITY`]: 'tls',
      [`REPLYDESK_MAIL_STORE_${kind}_USER`]: 'desk',
      [`REPLYDESK_MAIL_STORE_${kind}_PASS`]: 'very-secret',
    });
    const config = await loadConfig(undefined, { REPLYDESK_DATA_DIR: folder, ...server('IMAP'), ...server('SMTP') });
    expect(config.mailStore.imap.port).toBe(993);
  });

  it.each([
    ['a missing setting', { ...VALID, dataDir: undefined }, 'dataDir: expected string'],
    ['a setting nobody knows', { ...VALID, datadir: 'x' }, 'unknown setting datadir'],
    ['a port out of range', { ...VALID, listen: { port: 70000 } }, 'listen.port: expected at most 65535'],
    [
      'an unknown word',
      { ...VALID, mailStore: { ...VALID.mailStore, imap: { ...SERVER, security: 'ssl' } } },
      'mailStore.imap.security: expected one of tls, starttls, plain',
    ],
    ['a section that is something else', { ...VALID, mailStore: 'very-secret' }, 'mailStore: expected object'],
  ])('names the place of %s', async (_name, content, expected) => {
    const message = await refusalOf(content, { REPLYDESK_MAIL_STORE_IMAP_HOST: 'x' });
    expect(message).toContain(expected);
    expect(message).not.toContain('very-secret');
  });

  it('names the line of what is no JSON, and not its text', async () => {
    const message = await refusalOf('{\n "pass": "very-secret",\n oops }');
    expect(message).toContain('is not JSON (line 3)');
    expect(message).not.toContain('very-secret');
  });

  it('says which file it cannot read', async () => {
    await expect(loadConfig(join(folder, 'absent.json'), {})).rejects.toThrow(/absent\.json cannot be read \(ENOENT\)/);
  });

  it('refuses to listen to the network without a certificate', async () => {
    expect(await refusalOf({ ...VALID, listen: { host: '0.0.0.0' } })).toContain('listen.tls');
    const tls = { certFile: 'cert.pem', keyFile: '/etc/key.pem' };
    const config = await loadConfig(await fileWith({ ...VALID, listen: { host: '0.0.0.0', tls } }), {});
    expect(config.listen.tls).toEqual({ certFile: join(folder, 'cert.pem'), keyFile: '/etc/key.pem' });
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['127.0.0.1.example.com', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
