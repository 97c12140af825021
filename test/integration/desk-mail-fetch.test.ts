import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailLocation } from '../../common/contract/service-api';
import { buildMail } from '../builders/mail';
import { startMailStack } from '../mail-stack/mail-stack';
import { readMailbox, waitForMail, withImap } from '../mail-stack/mailbox';
import { deliverMail } from '../mail-stack/deliver';
import type { MailStack } from '../mail-stack/types';
import { waitFor } from '../support/wait-for';
import { deskMailOn, type TestDeskMail } from './desk-mail-on';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe('fetching an assigned mail from Dovecot', () => {
  let stack: MailStack;
  let desk: TestDeskMail;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    stack = await startMailStack();
    desk = await deskMailOn(stack);
    folder = await mkdtemp(join(tmpdir(), 'desk-mail-'));
  });
  afterAll(async () => {
    await desk.mail.leave();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Delivers past the MTA, which would add header fields of its own. */
  const deliver = async (raw: Buffer | string): Promise<MailLocation> => {
    count += 1;
    const expected = count;
    const to = [stack.address('support')];
    await deliverMail(stack.lmtp ?? stack.delivery, { from: 'kim@customers.test', to, raw });
    return waitFor('the delivered mail', async () => {
      return withImap(stack.imap, async (client) => {
        const mailbox = await client.mailboxOpen('INBOX', { readOnly: true });
        if (mailbox.exists < expected) return undefined;
        const newest = await client.fetchOne('*', { uid: true, envelope: true });
        if (newest === false) return undefined;
        const messageId = newest.envelope?.messageId ?? null;
        return { folder: 'INBOX', uidValidity: mailbox.uidValidity.toString(), uid: newest.uid, messageId };
      });
    });
  };

  it('gives both forms of the text, pictures of the text, and attachments by name only', async () => {
    const location = await deliver(
      await buildMail({
        from: { name: 'Jörg Müller', address: 'jorg@customers.test' },
        to: stack.address('support'),
        subject: 'Größe – 크기',
        text: 'plain words',
        html: '<p>rich words</p><img src="cid:logo@x">',
        attachments: [
          { filename: 'logo.png', content: PNG, cid: 'logo@x' },
          { filename: '../../견적.pdf.exe', content: Buffer.alloc(5000, 1) },
        ],
      }),
    );
    const mail = await desk.mail.fetch(location);
    expect(mail).toMatchObject({
      folder: 'INBOX',
      uid: location.uid,
      from: { name: 'Jörg Müller', address: 'jorg@customers.test' },
      subject: 'Größe – 크기',
      isTruncated: false,
      recipientCount: 1,
      inlineImages: { 'logo@x': `data:image/png;base64,${PNG.toString('base64')}` },
    });
    expect(mail.text?.trim()).toBe('plain words');
    expect(mail.html).toContain('<p>rich words</p>');
    expect(mail.attachments).toHaveLength(1);
    expect(mail.attachments[0]).toMatchObject({ fileName: '견적.pdf.exe', isDangerous: true });
    const path = join(folder, 'saved.bin');
    await desk.mail.saveAttachment({ location, part: mail.attachments[0]?.part ?? '', path });
    expect(await readFile(path)).toEqual(Buffer.alloc(5000, 1));
    expect(await readdir(folder)).toEqual(['saved.bin']);
  });

  it('does not mark what it reads', async () => {
    const location = await deliver(await buildMail({ from: 'a@customers.test', to: stack.address('support') }));
    await desk.mail.fetch(location);
    const stored = (await readMailbox(stack.imap)).find(({ uid }) => uid === location.uid);
    expect(stored?.flags.has('\\Seen')).toBe(false);
  });

  it('opens a mail of 60 MB at once', async () => {
    const location = await deliver(
      await buildMail({
        from: 'a@customers.test',
        to: stack.address('support'),
        text: 'short',
        attachments: [{ filename: 'huge.bin', content: Buffer.alloc(44 * 1024 * 1024, 7) }],
      }),
    );
    const before = performance.now();
    const mail = await desk.mail.fetch(location);
    const tookMs = performance.now() - before;
    expect(mail.text?.trim()).toBe('short');
    expect(mail.attachments[0]?.sizeBytes).toBeGreaterThan(58 * 1024 * 1024);
    // Dovecot reads the mail once for its structure; downloading and decoding it would take far longer.
    expect(tookMs).toBeLessThan(3000);
  });

  it('cuts a text that is too long, and says so', async () => {
    const location = await deliver(
      await buildMail({
        from: 'a@customers.test',
        to: stack.address('support'),
        text: 'a long line\n'.repeat(300_000),
      }),
    );
    const mail = await desk.mail.fetch(location);
    expect(mail.isTruncated).toBe(true);
    expect(mail.text?.length).toBe(2 * 1024 * 1024);
  });

  it('takes a mail with no headers at all', async () => {
    const mail = await desk.mail.fetch(await deliver('\r\njust a text\r\n'));
    expect(mail).toMatchObject({ messageId: null, from: null, to: [], subject: '', html: null });
    expect(mail.text).toContain('just a text');
  });

  it('takes a broken charset', async () => {
    const header = 'From: a@customers.test\r\nSubject: caf\xe9\r\nContent-Type: text/plain; charset=x-martian\r\n\r\n';
    const mail = await desk.mail.fetch(await deliver(Buffer.from(`${header}na\xefve text\r\n`, 'latin1')));
    expect(mail.subject).toBe('café');
    expect(mail.text).toContain('naïve text');
  });

  it('shows a hundred of a thousand recipients', async () => {
    const to = Array.from({ length: 1000 }, (_, n) => `r${n}@customers.test`).join(',\r\n ');
    const mail = await desk.mail.fetch(await deliver(`From: a@customers.test\r\nTo: ${to}\r\nSubject: x\r\n\r\nx\r\n`));
    expect(mail.to).toHaveLength(100);
    expect(mail.recipientCount).toBe(1000);
  });

  it('finds a mail by its Message-ID when the folder was made anew', async () => {
    const messageId = '<anew@customers.test>';
    const location = await deliver(
      await buildMail({ from: 'a@customers.test', to: stack.address('support'), subject: 'moved', messageId }),
    );
    const mail = await desk.mail.fetch({ ...location, uidValidity: '1', uid: 1 });
    expect(mail.subject).toBe('moved');
    const gone = { ...location, messageId: '<none@customers.test>', uid: 99_999 };
    await expect(desk.mail.fetch(gone)).rejects.toMatchObject({ code: 'mail-not-found' });
    const nowhere = { ...location, folder: 'No such folder' };
    await expect(desk.mail.fetch(nowhere)).rejects.toMatchObject({ code: 'mail-not-found' });
  });

  it('does many things at once over one connection', async () => {
    const location = await deliver(await buildMail({ from: 'a@customers.test', to: stack.address('support') }));
    const mails = await Promise.all(Array.from({ length: 20 }, () => desk.mail.fetch(location)));
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await stack.countConnections()).toBe(1);
  });

  it('sees a mail that came while the folder was open', async () => {
    const first = await deliver(await buildMail({ from: 'a@customers.test', to: stack.address('support') }));
    await desk.mail.fetch(first);
    const subject = 'just come';
    await deliverMail(stack.lmtp ?? stack.delivery, {
      from: 'a@customers.test',
      to: [stack.address('support')],
      raw: await buildMail({ from: 'a@customers.test', to: stack.address('support'), subject }),
    });
    count += 1;
    const stored = await waitForMail(stack.imap, ({ headers }) => headers.get('subject')?.[0] === subject);
    expect((await desk.mail.fetch({ ...first, uid: stored.uid })).subject).toBe(subject);
  });
});
