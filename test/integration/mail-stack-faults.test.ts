import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { deliverMail, openDelivery } from '../mail-stack/deliver';
import { imapClient, readMailbox, withImap } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { Capability, MailStack, MailStackOptions } from '../mail-stack/types';
import { waitFor } from '../support/wait-for';

let stack: MailStack | undefined;

async function start(options: MailStackOptions): Promise<MailStack> {
  stack = await startMailStack(options);
  return stack;
}

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** Signs in by hand, sends one command, and returns all that the server says up to the end of its answer. */
async function command({ imap }: MailStack, ...lines: string[]): Promise<string> {
  const socket = connect(imap.port, imap.host);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  await once(socket, 'data');
  const all = [`LOGIN ${imap.user} ${imap.pass}`, ...lines];
  for (const [index, line] of all.entries()) {
    socket.write(`a${index} ${line}\r\n`);
    await waitFor(`the answer to ${line}`, () => received.includes(`\na${index} `));
  }
  socket.destroy();
  return received;
}

describe('a server without', () => {
  test.each<[Capability, string[]]>([
    ['MOVE', ['SELECT INBOX', 'UID MOVE 1 Sent']],
    ['IDLE', ['SELECT INBOX', 'IDLE']],
    ['UIDPLUS', ['SELECT INBOX', 'UID EXPUNGE 1']],
    ['CONDSTORE', ['SELECT INBOX (CONDSTORE)']],
    ['SPECIAL-USE', ['LIST (SPECIAL-USE) "" "*"']],
  ])('%s neither announces it nor takes its command', async (capability, lines) => {
    const said = await command(await start({ withoutCapabilities: [capability] }), 'CAPABILITY', ...lines);
    expect(said).toContain('IMAP4rev1');
    expect(said).not.toMatch(new RegExp(`CAPABILITY [^\\r]*\\b${capability}\\b`));
    expect(said).toMatch(new RegExp(`\\na${lines.length + 1} BAD `));
  });

  test('UIDPLUS gives no UID for an APPEND, which works, its literal untouched', async () => {
    const { imap } = await start({ withoutCapabilities: ['UIDPLUS', 'MOVE'] });
    const raw = Buffer.from('Subject: x\r\n\r\na1 UID MOVE 1 Sent\r\n* CAPABILITY MOVE\r\n');
    await withImap(imap, async (client) => {
      const appended = await client.append('Outbox', raw);
      expect(appended).toMatchObject({ destination: 'Outbox' });
      expect(appended).not.toHaveProperty('uid');
    });
    expect((await readMailbox(imap, 'Outbox')).map((mail) => mail.raw.toString())).toEqual([raw.toString()]);
  });

  test('MOVE over TLS does not announce it', async () => {
    const { imap } = await start({ tls: 'implicit', withoutCapabilities: ['MOVE'] });
    await withImap(imap, (client) => {
      expect([...client.capabilities.keys()]).not.toContain('MOVE');
      expect([...client.capabilities.keys()]).toContain('IDLE');
      return Promise.resolve();
    });
  });
});

describe('the fault proxy', () => {
  test('counts connections, cuts them and refuses new ones', async () => {
    const { imap, faults } = await start({ proxied: true });
    const client = imapClient(imap);
    await client.connect();
    expect(faults().imap.open()).toBe(1);
    const closed = once(client, 'close');
    faults().imap.refuse(true);
    faults().imap.cut();
    await closed;
    await expect(imapClient(imap).connect()).rejects.toThrow();
    faults().imap.refuse(false);
    expect(await readMailbox(imap)).toEqual([]);
    await waitFor('all connections gone', () => faults().imap.open() === 0);
    expect(faults().imap.peak()).toBe(1);
    expect(faults().imap.accepted()).toBe(2);
  });

  test('cuts after the mail was handed over and before the answer comes back', async () => {
    const { smtp, address, faults, customerMail, customerAddress, imap } = await start({ proxied: true });
    const anna = customerAddress('anna');
    const cut = faults().smtp.cutWhen({ from: 'server', pattern: /^250 OK id=/m });
    const session = await openDelivery({ protocol: 'smtp', host: smtp.host, port: smtp.port });
    const auth = Buffer.from(`\0${imap.user}\0${imap.pass}`).toString('base64');
    await session.command(`AUTH PLAIN ${auth}`, 235);
    await expect(
      session.deliver({ from: address('support'), to: [anna], raw: 'Subject: x\r\n\r\nx\r\n' }),
    ).rejects.toThrow('closed');
    await cut;
    await waitFor('the mail at the customer', async () => (await customerMail(anna)).length === 1);
  });

  test('frozen, nothing passes; thawed, what was held back comes in order', async () => {
    const { imap, faults } = await start({ proxied: true });
    await withImap(imap, async (client) => {
      faults().imap.freeze();
      const order: string[] = [];
      const first = client.noop().then(() => order.push('frozen'));
      // Straight to the server, past the proxy, as proof that only the proxy holds back.
      if (!stack) throw new Error('no stack');
      await readMailbox(stack.customerImap(stack.customerAddress('anna')));
      order.push('direct');
      faults().imap.thaw();
      await first;
      expect(order).toEqual(['direct', 'frozen']);
    });
  });

  test('holds every chunk back by the delay', async () => {
    const { imap, faults } = await start({ proxied: true });
    await withImap(imap, async (client) => {
      faults().imap.delay(150);
      const began = performance.now();
      await client.noop();
      expect(performance.now() - began).toBeGreaterThanOrEqual(295);
      faults().imap.delay(0);
    });
  });

  test('is not there unless asked for', async () => {
    const { faults, delivery } = await start({});
    expect(() => faults()).toThrow('proxied');
    await expect(deliverMail(delivery, { from: 'a@b.test', to: ['x@elsewhere.test'], raw: 'x' })).rejects.toThrow(
      'relay',
    );
  });
});
