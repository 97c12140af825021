import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepImapConnection, type ImapConnection } from '../../service/mail-store/imap-connection';
import type { FaultProxy } from '../mail-stack/fault-proxy';
import { withImap } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { MailStack } from '../mail-stack/types';
import { waitConnected } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

/** A clock that stands still until the test lets the pause pass. */
class Pauses {
  readonly ms: number[] = [];
  private pass: (() => void) | null = null;

  readonly pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      this.ms.push(ms);
      this.pass = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  end(): void {
    this.pass?.();
    this.pass = null;
  }
}

let stack: MailStack;
let proxy: FaultProxy;
let pauses: Pauses;
let connection: ImapConnection;

beforeEach(async () => {
  stack = await startMailStack({ proxied: true });
  proxy = stack.faults().imap;
  pauses = new Pauses();
  proxy.refuseCommands({ command: /^NOTHING$/, answer: '' });
});
afterEach(async () => {
  await connection.stop();
  await stack.stop();
});

function keep(): void {
  connection = keepImapConnection({
    server: stack.imap,
    folder: 'INBOX',
    pollIntervalS: 2,
    log: pino({ level: 'silent' }),
    onOpen: () => undefined,
    onNewMail: () => undefined,
    random: () => 0,
    pause: pauses.pause,
  });
}
const paused = (times: number) => waitFor(`${times} pauses`, () => pauses.ms.length === times);

describe('a server that throttles', () => {
  it.each([
    ['NO [UNAVAILABLE] Account exceeded command or bandwidth limits. (Failure)', 30_000],
    ['NO [THROTTLED] Come back later', 30_000],
    ['BAD Request is throttled. Suggested Backoff Time: 3000 milliseconds', 30_000],
  ])('at the sign-in, by %s: is left alone, longer each time, and it is no wrong password', async (answer, first) => {
    proxy.refuseCommands({ command: /^(LOGIN|AUTHENTICATE)$/, answer });
    keep();
    for (let times = 1; times <= 7; times += 1) {
      await paused(times);
      expect(connection.status()).toEqual({ connected: false, problem: 'mail-throttled' });
      // one attempt for each pause, and none by anything else
      expect(proxy.accepted()).toBe(times);
      if (times < 7) pauses.end();
    }
    expect(pauses.ms).toEqual([1, 2, 4, 8, 16, 30, 30].map((factor) => factor * first));
    proxy.refuseCommands({ command: /^NOTHING$/, answer: '' });
    pauses.end();
    await waitConnected(connection);
    expect(connection.status().problem).toBeNull();
  });

  it.each([
    ['* BYE Too many simultaneous connections. (Failure)', 'mail-too-many-connections'],
    ['* BYE Request is throttled. Suggested Backoff Time: 300000 milliseconds', 'mail-throttled'],
  ])('in its greeting: %s', async (line, code) => {
    proxy.greetWith(line);
    keep();
    await paused(1);
    expect(connection.status()).toEqual({ connected: false, problem: code });
    expect(pauses.ms).toEqual([code === 'mail-throttled' ? 300_000 : 1500]);
    proxy.greetWith(null);
    pauses.end();
    await waitConnected(connection);
  });

  it.each([
    ['UID FETCH', async () => connection.withFolder((folder) => folder.fetchMessage(1))],
    ['UID SEARCH', async () => connection.withFolder((folder) => folder.listUids())],
    ['UID MOVE', async () => connection.withFolder((folder) => folder.moveTo([1], 'Archive'))],
    ['SELECT', async () => connection.withFolder((folder) => folder.listUids(), 'Archive')],
    ['STATUS', async () => connection.folderStatus('Archive')],
  ])('in the middle, at %s: the connection is ended and nothing is asked meanwhile', async (command, ask) => {
    await withImap(stack.imap, (client) => client.append('INBOX', Buffer.from('Subject: x\r\n\r\nx')));
    const before = proxy.accepted();
    keep();
    await waitConnected(connection);
    proxy.refuseCommands({ command: new RegExp(`^${command}$`), answer: 'NO [THROTTLED] Slow down' });
    await expect(ask()).rejects.toMatchObject({ code: 'mail-throttled' });
    await paused(1);
    expect(connection.status()).toEqual({ connected: false, problem: 'mail-throttled' });
    await expect(ask()).rejects.toMatchObject({ code: 'mail-connection-lost' });
    expect(proxy.accepted() - before).toBe(1);
    expect(pauses.ms).toEqual([30_000]);
    proxy.refuseCommands({ command: /^NOTHING$/, answer: '' });
    pauses.end();
    await waitConnected(connection);
    await ask();
  });

  it('a wrong password is told apart', async () => {
    proxy.refuseCommands({ command: /^(LOGIN|AUTHENTICATE)$/, answer: 'NO [AUTHENTICATIONFAILED] No' });
    keep();
    await paused(1);
    expect(connection.status().problem).toBe('mail-sign-in-refused');
    expect(pauses.ms).toEqual([1500]);
  });
});
