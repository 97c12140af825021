import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../common/contract/errors';
import { keepImapConnection, type ImapConnection } from '../../service/mail-store/imap-connection';
import { freePort } from '../mail-stack/ports';
import { startMailStack } from '../mail-stack/mail-stack';
import { withImap } from '../mail-stack/mailbox';
import type { MailEndpoint, MailStack, MailStackOptions } from '../mail-stack/types';
import { waitConnected } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

const RAW = Buffer.from('From: a@x.test\r\nMessage-ID: <1@x.test>\r\n\r\nx\r\n');

let stack: MailStack | undefined;
const connections: ImapConnection[] = [];

async function startStack(options: MailStackOptions = {}): Promise<MailStack> {
  stack = await startMailStack(options);
  return stack;
}
function keep(server: MailEndpoint, folder = 'INBOX') {
  const onOpen = vi.fn();
  const onNewMail = vi.fn();
  const log = pino({ level: 'silent' });
  const connection = keepImapConnection({ server, folder, pollIntervalS: 2, log, onOpen, onNewMail });
  connections.push(connection);
  return { connection, onOpen, onNewMail };
}
async function problemOf(server: MailEndpoint): Promise<ErrorCode> {
  const { connection } = keep(server);
  const problem = await waitFor('a problem', () => connection.status().problem ?? undefined);
  expect(connection.status().connected).toBe(false);
  return problem;
}

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.stop()));
  await stack?.stop();
  stack = undefined;
});

describe('connecting', () => {
  it.each(['plain', 'starttls', 'implicit'] as const)('works with %s', async (tls) => {
    const { imap } = await startStack({ tls });
    const { connection, onOpen } = keep(imap);
    await waitConnected(connection);
    expect(onOpen).toHaveBeenCalledTimes(1);
    expect(connection.status().problem).toBeNull();
  });

  it.each([
    ['expired', 'implicit', 'tls-expired'],
    ['expired', 'starttls', 'tls-expired'],
    ['self-signed', 'implicit', 'tls-untrusted'],
    ['self-signed', 'starttls', 'tls-untrusted'],
    ['wrong-name', 'implicit', 'tls-wrong-name'],
  ] as const)('a certificate that is %s, by %s: %s', async (certificate, tls, code) => {
    const { imap } = await startStack({ tls, certificate });
    expect(await problemOf(imap)).toBe(code);
  });

  it('an authority that is not known: tls-untrusted', async () => {
    const { imap } = await startStack({ tls: 'implicit' });
    expect(await problemOf({ ...imap, caFile: undefined })).toBe('tls-untrusted');
  });

  it('TLS on a port without: tls-failed', async () => {
    const { imap } = await startStack();
    expect(await problemOf({ ...imap, security: 'tls' })).toBe('tls-failed');
  });

  it('a server that takes no password without TLS', async () => {
    const { imap } = await startStack({ tls: 'starttls', listen: '127.0.0.2' });
    expect(await problemOf({ ...imap, security: 'plain' })).toBe('mail-sign-in-refused');
  });

  it('a wrong password', async () => {
    const { imap } = await startStack();
    expect(await problemOf({ ...imap, pass: 'wrong' })).toBe('mail-sign-in-refused');
  });

  it('no such host', async () => {
    expect(await problemOf({ host: 'mail.invalid', port: 143, security: 'plain', user: 'u', pass: 'p' })).toBe(
      'mail-host-unreachable',
    );
  });

  it('nobody listens', async () => {
    const port = await freePort('127.0.0.1');
    expect(await problemOf({ host: '127.0.0.1', port, security: 'plain', user: 'u', pass: 'p' })).toBe('mail-refused');
  });

  it('too many connections, until one is free', async () => {
    const { imap } = await startStack({ maxConnections: 1 });
    const first = keep(imap);
    await waitConnected(first.connection);
    const second = keep(imap).connection;
    await waitFor('the refusal', () => second.status().problem === 'mail-too-many-connections');
    await first.connection.stop();
    await waitConnected(second);
  });
});

describe('keeping', () => {
  it('creates a folder that is missing, announces new mail and counts it', async () => {
    const { imap } = await startStack();
    const { connection, onNewMail } = keep(imap, 'Brand New');
    await waitConnected(connection);
    await withImap(imap, (client) => client.append('Brand New', RAW));
    await waitFor('the mail', () => onNewMail.mock.calls.length > 0);
    expect(connection.messageCount()).toBe(1);
  });

  it('connects again when it is cut, and says so', async () => {
    const { imap, faults } = await startStack({ proxied: true });
    const { connection, onOpen } = keep(imap);
    await waitConnected(connection);
    faults().imap.refuse(true);
    faults().imap.cut();
    await waitFor('the loss', () => !connection.status().connected);
    await expect(connection.withFolder(() => Promise.resolve())).rejects.toMatchObject({
      code: 'mail-connection-lost',
    });
    faults().imap.refuse(false);
    await waitConnected(connection);
    expect(onOpen).toHaveBeenCalledTimes(2);
    await waitFor('one connection', () => faults().imap.open() === 1);
  });

  it('rejects what was under way when the connection is cut', async () => {
    const { imap, faults } = await startStack({ proxied: true });
    const { connection } = keep(imap);
    await waitConnected(connection);
    const cut = faults().imap.cutWhen({ from: 'client', pattern: /SEARCH/ });
    const search = connection.withFolder((folder) => folder.listUids());
    await expect(search).rejects.toMatchObject({ code: 'mail-connection-lost' });
    await cut;
    await waitConnected(connection);
    expect(await connection.withFolder((folder) => folder.listUids())).toEqual([]);
  });

  it('finds within 30 s that the server answers no more', { timeout: 60_000 }, async () => {
    const { imap, faults } = await startStack({ proxied: true });
    const { connection, onOpen } = keep(imap);
    await waitConnected(connection);
    faults().imap.freeze();
    await waitFor('the loss', () => !connection.status().connected, { timeoutMs: 30_000 });
    faults().imap.thaw();
    await waitFor('a new connection', () => onOpen.mock.calls.length === 2, { timeoutMs: 30_000 });
  });

  it('goes back to its folder after work in another, and misses nothing', async () => {
    const { imap } = await startStack();
    const { connection, onNewMail } = keep(imap);
    await waitConnected(connection);
    await connection.withFolder(async (sent) => {
      expect(sent.path).toBe('Sent');
      await withImap(imap, (client) => client.append('INBOX', RAW));
    }, 'Sent');
    expect(onNewMail).toHaveBeenCalled();
    expect(connection.messageCount()).toBe(1);
    onNewMail.mockClear();
    await withImap(imap, (client) => client.append('INBOX', RAW));
    await waitFor('the next mail', () => onNewMail.mock.calls.length > 0);
  });

  it('holds one connection, and none after it was stopped, be it while it waits to connect again', async () => {
    const started = await startStack();
    const { connection } = keep(started.imap);
    await waitConnected(connection);
    expect(await started.countConnections()).toBe(1);
    await connection.stop();
    await waitFor('no connection', async () => (await started.countConnections()) === 0);
    const refused = keep({ ...started.imap, pass: 'wrong' }).connection;
    await waitFor('the refusal', () => refused.status().problem !== null);
    const startedAt = performance.now();
    await refused.stop();
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('a message moved to Sent', () => {
  it.each([
    ['with MOVE', []],
    ['without MOVE', ['MOVE']],
    ['without MOVE and UIDPLUS', ['MOVE', 'UIDPLUS']],
  ] as const)('%s, is there once, and others marked as deleted stay', async (_name, without) => {
    const { imap } = await startStack({ withoutCapabilities: [...without] });
    const { connection } = keep(imap, 'Outbox');
    await waitConnected(connection);
    await withImap(imap, async (client) => {
      await client.append('Outbox', RAW);
      await client.append('Outbox', Buffer.from('Message-ID: <other@x.test>\r\n\r\nx\r\n'), ['\\Deleted']);
    });
    const [uid] = await connection.withFolder(async (folder) => {
      await folder.refresh();
      return folder.findByMessageId('<1@x.test>');
    });
    const filed = await connection.withFolder((folder) => folder.moveTo([uid ?? 0], 'Filed/Away'));
    expect(filed.uids.size === 0).toBe((without as readonly string[]).includes('UIDPLUS'));
    const inDestination = await connection.withFolder((folder) => folder.findByMessageId('<1@x.test>'), 'Filed/Away');
    expect(inDestination).toHaveLength(1);
    const left = await connection.withFolder(async (folder) => [
      await folder.findByMessageId('<1@x.test>'),
      await folder.listUids(),
    ]);
    expect(left).toEqual([[], [(uid ?? 0) + 1]]);
    await withImap(imap, async (client) => {
      await client.mailboxOpen('Outbox');
      expect(await client.search({ deleted: true }, { uid: true })).toEqual([(uid ?? 0) + 1]);
    });
  });

  it('is removed although one of ours, by a process that died, was left marked as deleted', async () => {
    const { imap } = await startStack({ withoutCapabilities: ['MOVE', 'UIDPLUS'] });
    const { connection } = keep(imap, 'Outbox');
    await waitConnected(connection);
    await withImap(imap, async (client) => {
      await client.append('Outbox', RAW, ['\\Deleted']);
      await client.append('Outbox', Buffer.from('Message-ID: <2@x.test>\r\n\r\nx\r\n'));
    });
    const uids = await connection.withFolder(async (folder) => {
      await folder.refresh();
      return folder.listUids();
    });
    for (const uid of uids.reverse()) await connection.withFolder((folder) => folder.removeCopies([uid]));
    expect(await connection.withFolder((folder) => folder.listUids())).toEqual([]);
  });
});
