import { connect, type Socket } from 'node:net';
import type { DeliveryEndpoint } from './types';

/** One mail on the wire, exactly as given: only dots at the start of a line are doubled (RFC 5321, 4.5.2). */
export type RawMail = {
  /** Envelope sender; `''` is the null return path. */
  from: string;
  /** Envelope recipients; the header may say something else. */
  to: string[];
  raw: Buffer | string;
};

/** When the server said that the mail is now its own. */
export type AcceptedAt = {
  date: Date;
  /** `Date.now()` at that moment. */
  epochMs: number;
  /** `performance.now()` at that moment. */
  monotonicMs: number;
};

/** A kept SMTP or LMTP session: a new one per mail costs Exim 200 ms. */
export type DeliverySession = {
  deliver: (mail: RawMail) => Promise<AcceptedAt>;
  /** Sends any other command and rejects unless the answer has this code. */
  command: (line: string, expected: number) => Promise<void>;
  close: () => void;
};

/** Delivers one mail in a session of its own. Rejects with the server's words when it does not take it. */
export async function deliverMail(endpoint: DeliveryEndpoint, mail: RawMail): Promise<AcceptedAt> {
  const session = await openDelivery(endpoint);
  try {
    return await session.deliver(mail);
  } finally {
    session.close();
  }
}

/** Opens a session for many mails. */
export async function openDelivery({ protocol, host, port }: DeliveryEndpoint): Promise<DeliverySession> {
  const socket = connect(port, host);
  const reply = readReplies(socket);
  const command = async (line: string, expected: number): Promise<void> => {
    socket.write(`${line}\r\n`);
    await expectReply(reply, expected, line.split(':')[0] ?? line);
  };
  await expectReply(reply, 220, 'greeting');
  await command(`${protocol === 'lmtp' ? 'LHLO' : 'EHLO'} customers.test`, 250);
  return {
    command,
    async deliver({ from, to, raw }) {
      await command(`MAIL FROM:<${from}>`, 250);
      for (const recipient of to) await command(`RCPT TO:<${recipient}>`, 250);
      await command('DATA', 354);
      socket.write(stuffDots(Buffer.isBuffer(raw) ? raw : Buffer.from(raw)));
      // LMTP answers once for each recipient (RFC 2033, 4.2).
      const answers = protocol === 'lmtp' ? to.length : 1;
      for (let i = 0; i < answers; i++) await expectReply(reply, 250, 'the mail itself');
      const monotonicMs = performance.now();
      const date = new Date();
      return { date, epochMs: date.getTime(), monotonicMs };
    },
    close() {
      // Nobody waits for the 221.
      socket.end('QUIT\r\n');
    },
  };
}

async function expectReply(reply: () => Promise<string>, expected: number, what: string): Promise<void> {
  const text = await reply();
  if (!text.startsWith(`${expected}`)) throw new Error(`server answered ${what} with: ${text}`);
}

/** Gives the server's replies one by one; a multi-line reply is one. */
function readReplies(socket: Socket): () => Promise<string> {
  const replies: string[] = [];
  let waiting: { resolve: (reply: string) => void; reject: (error: Error) => void } | undefined;
  let failure: Error | undefined;
  let buffered = '';
  const fail = (error: Error): void => {
    failure ??= error;
    waiting?.reject(failure);
    waiting = undefined;
  };
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    buffered += chunk;
    for (let end = endOfReply(buffered); end > 0; end = endOfReply(buffered)) {
      replies.push(buffered.slice(0, end).trim());
      buffered = buffered.slice(end);
    }
    const next = waiting && replies.shift();
    if (next === undefined) return;
    waiting?.resolve(next);
    waiting = undefined;
  });
  socket.on('error', fail);
  socket.on('close', () => {
    fail(new Error('the server closed the connection'));
  });
  return () =>
    new Promise((resolve, reject) => {
      const ready = replies.shift();
      if (ready !== undefined) resolve(ready);
      else if (failure) reject(failure);
      else waiting = { resolve, reject };
    });
}

/** Length of the first whole reply in `text`, 0 if there is none yet: its last line has a space after the code. */
function endOfReply(text: string): number {
  const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(text);
  return match ? match[0].length : 0;
}

const [LF, DOT] = [10, 46];

/** Doubles leading dots and ends the mail with its terminator. */
export function stuffDots(raw: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = raw.indexOf(DOT); at !== -1; at = raw.indexOf(DOT, at + 1)) {
    if (at > 0 && raw[at - 1] !== LF) continue;
    pieces.push(raw.subarray(start, at + 1));
    start = at;
  }
  pieces.push(raw.subarray(start));
  const endsWithLine = raw.length >= 2 && raw.subarray(-2).equals(Buffer.from('\r\n'));
  pieces.push(Buffer.from(endsWithLine ? '.\r\n' : '\r\n.\r\n'));
  return Buffer.concat(pieces);
}
