import { chown, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHARED_USER } from '../mail-stack/dovecot-config';
import { withImap } from '../mail-stack/mailbox';
import type { MailStack } from '../mail-stack/types';

const LANES = 16;

/** Connections by which mails are appended to a store that stands already. */
const APPENDING = 6;

/**
 * Puts mails of about `sizeBytes` into the shared Inbox, as if they had arrived one each second: by their files on a
 * server of ours, else by IMAP.
 */
export async function fillMailbox(stack: MailStack, mails: number, sizeBytes: number): Promise<void> {
  if (stack.kind === 'existing') await appendMails(stack, mails, sizeBytes);
  else await writeFiles(stack, mails, sizeBytes);
}

/** Leaves the server's index as it is after a first look of a client. */
async function writeFiles(stack: MailStack, mails: number, sizeBytes: number): Promise<void> {
  const inbox = join(stack.dir, 'mail', SHARED_USER, 'Maildir');
  await withImap(stack.imap, (client) => client.mailboxOpen('INBOX'));
  const { uid, gid } = await stat(inbox);
  const firstAt = firstArrival(mails);
  const write = async (number: number): Promise<void> => {
    const at = firstAt + number;
    const file = join(inbox, 'cur', `${at}.M${number}P1.bench:2,`);
    await writeFile(file, waitingMail(stack, number, sizeBytes));
    await utimes(file, at, at);
    await chown(file, uid, gid);
  };
  const numbers = Array.from({ length: mails }, (_, number) => number).values();
  const lane = async (): Promise<void> => {
    for (const number of numbers) await write(number);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function appendMails(stack: MailStack, mails: number, sizeBytes: number): Promise<void> {
  const firstAt = firstArrival(mails);
  const numbers = Array.from({ length: mails }, (_, number) => number).values();
  const lane = (): Promise<void> =>
    withImap(stack.imap, async (client) => {
      for (const number of numbers) {
        const raw = waitingMail(stack, number, sizeBytes);
        const appended = await client.append('INBOX', raw, [], new Date((firstAt + number) * 1000));
        if (appended === false) throw new Error('the store refused a mail');
      }
    });
  await Promise.all(Array.from({ length: APPENDING }, lane));
}

/** In seconds: the last one arrived a minute ago. */
function firstArrival(mails: number): number {
  return Math.floor(Date.now() / 1000) - mails - 60;
}

/** A mail that went through two servers; each customer writes ten times. */
export function waitingMail(stack: Pick<MailStack, 'address'>, number: number, sizeBytes: number): string {
  const customer = `customer${Math.floor(number / 10)}@customers.test`;
  const to = stack.address(number % 2 === 0 ? 'support' : 'billing');
  const received = ['mx', 'relay'].map(
    (host) =>
      `Received: from ${host}.customers.test (${host}.customers.test [192.0.2.7])\r\n` +
      `\tby mx.example.test with ESMTPS id ${number}-${host}\r\n\tfor <${to}>; Mon, 2 Mar 2026 09:00:00 +0000`,
  );
  const header = [
    `Return-Path: <${customer}>`,
    `Delivered-To: ${to}`,
    ...received,
    `Message-ID: <waiting-${number}@customers.test>`,
    'Date: Mon, 02 Mar 2026 09:00:00 +0000',
    `From: =?utf-8?Q?J=C3=BCrgen?= Customer <${customer}>`,
    `To: Example <${to}>`,
    `Subject: =?utf-8?Q?Waiting_f=C3=BCr?= answer ${number}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ].join('\r\n');
  const line = 'Please look at my order, which did not arrive yet.\r\n';
  return `${header}\r\n\r\n${line.repeat(Math.max(1, Math.ceil((sizeBytes - header.length) / line.length)))}`;
}
