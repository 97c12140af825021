import { afterEach, describe, expect, it } from 'vitest';
import type { MailStoreAccess } from '../../common/contract/service-api';
import { startMailStack } from '../mail-stack/mail-stack';
import { withImap } from '../mail-stack/mailbox';
import { freePort } from '../mail-stack/ports';
import type { MailStack, MailStackOptions } from '../mail-stack/types';
import { waitFor } from '../support/wait-for';
import { deskMailOn, type TestDeskMail } from './desk-mail-on';

describe('what the desk says of a mail store it cannot use', () => {
  let stack: MailStack;
  let desk: TestDeskMail | undefined;

  afterEach(async () => {
    await desk?.mail.leave();
    await stack.stop();
  });

  const problem = async (options: MailStackOptions, change: Partial<MailStoreAccess> = {}) => {
    stack = await startMailStack(options);
    desk = await deskMailOn(stack, change);
    const { mail } = desk;
    const refusal = await mail.find('<x@y>').then(
      () => null,
      (error: unknown) => error,
    );
    expect(mail.state().link).not.toBe('connected');
    expect(refusal).toMatchObject({ code: mail.state().problem });
    return mail.state().problem;
  };

  it.each([
    [{ tls: 'implicit', certificate: 'expired' }, {}, 'tls-expired'],
    [{ tls: 'implicit', certificate: 'self-signed' }, {}, 'tls-untrusted'],
    [{ tls: 'implicit', certificate: 'wrong-name' }, {}, 'tls-wrong-name'],
    [{ tls: 'starttls', certificate: 'expired' }, {}, 'tls-expired'],
    [{ tls: 'implicit' }, { caPem: null }, 'tls-untrusted'],
    [{ tls: 'implicit' }, { pass: 'wrong' }, 'mail-sign-in-refused'],
    [{ tls: 'plain' }, { host: 'no-such-host.invalid' }, 'mail-host-unreachable'],
  ] as const)('%j %j → %s', async (options, change, code) => {
    expect(await problem(options, change)).toBe(code);
  });

  it('says that nothing listens there', async () => {
    expect(await problem({}, { port: await freePort('127.0.0.1') })).toBe('mail-refused');
  });

  it('does not speak TLS to a port without it', async () => {
    expect(await problem({ tls: 'plain' }, { security: 'tls' })).toBe('tls-failed');
  });

  it('says that the store gives no more connections', async () => {
    stack = await startMailStack({ maxConnections: 1 });
    await withImap(stack.imap, async () => {
      desk = await deskMailOn(stack);
      await expect(desk.mail.find('<x@y>')).rejects.toMatchObject({ code: 'mail-too-many-connections' });
    });
  });

  it.each(['implicit', 'starttls', 'plain'] as const)('works over %s', async (tls) => {
    stack = await startMailStack({ tls });
    desk = await deskMailOn(stack);
    expect(await desk.mail.find('<x@y>')).toBeNull();
    expect(desk.mail.state()).toEqual({ link: 'connected', problem: null });
  });

  it('comes back by itself after the server was restarted, with one connection', async () => {
    stack = await startMailStack();
    desk = await deskMailOn(stack);
    const { mail, states } = desk;
    await waitFor('the connection', () => mail.state().link === 'connected');
    await stack.restartDovecot('kill');
    await waitFor('the loss', () => states.some(({ problem: of }) => of !== null));
    await waitFor('the connection', () => mail.state().link === 'connected');
    expect(await mail.find('<x@y>')).toBeNull();
    expect(await stack.countConnections()).toBe(1);
  });

  it('finds a dead connection after sleep', async () => {
    stack = await startMailStack({ proxied: true });
    desk = await deskMailOn(stack);
    const { mail } = desk;
    await waitFor('the connection', () => mail.state().link === 'connected');
    stack.faults().imap.freeze();
    mail.hurry();
    await waitFor('the loss', () => mail.state().link !== 'connected');
    stack.faults().imap.cut();
    stack.faults().imap.thaw();
    mail.hurry();
    await waitFor('the connection', () => mail.state().link === 'connected');
  });
});
