import { describe, expect, it } from 'vitest';
import type { ChaosMail } from './chaos-mail';
import { settleReplies, type Replies } from './replies-account';

function chaosMail(number: number, customer: string, isAutomatic = false): ChaosMail {
  const opens = { queue: 'Support', isClosed: false, asksForReply: true } as const;
  const mail = { from: '', to: [], raw: '' };
  return { number, mail, into: 'inbox', customer, hasSender: true, isAutomatic, root: number, opens };
}
const opened = (number: number) => ({
  ...{ folder: 'INBOX', uid: number, uidValidity: 1, digest: `digest ${number}`, contactId: `contact ${number}` },
  ...{ state: 'queued', queue: 'Support', isOpening: true, reason: null, movingTo: null },
});
const reply = (messageId: string, customer: string, state = 'sent') => ({
  ...{ messageId, customer, state, queue: 'Support', isFiled: true },
});
const arrived = (messageId: string, queueId: string) => ({
  headers: new Map([
    ['message-id', [messageId]],
    ['auto-submitted', ['auto-replied']],
    ['received', ['by store with LMTP id 1', `from x by mx with esmtpa (Exim 4) id ${queueId} for y`]],
  ]),
});

/** Carla wrote twice and had her one reply, Dan's is uncertain, a machine had none. */
const good: Replies = {
  mails: [chaosMail(0, 'carla'), chaosMail(1, 'carla'), chaosMail(2, 'dan'), chaosMail(3, 'robot', true)],
  copies: [0, 1, 2, 3].map((number) => ({ number, digest: `digest ${number}` })),
  rows: [0, 1, 2, 3].map(opened),
  replies: [reply('<a>', 'carla'), reply('<b>', 'dan', 'uncertain')],
  received: new Map([
    ['carla', [arrived('<a>', '1aaa'), arrived('<a>', '1aaa')]],
    ['robot', []],
  ]),
  sent: ['<a>'],
  outbox: ['<b>'],
};

describe('settleReplies', () => {
  it('finds nothing where each customer had one, also one that the MTA stored twice', () => {
    const { figures, failures } = settleReplies(good);
    expect(failures).toEqual([]);
    expect(figures).toMatchObject({ repliesDue: 2, repliesSent: 1, repliesUncertain: 1, repliesArrived: 1 });
  });

  it.each<[string, Partial<Replies>]>([
    ['no reply was decided on for dan', { replies: good.replies.slice(0, 1) }],
    ['nobody asked for a reply to robot', { replies: [...good.replies, reply('<c>', 'robot', 'uncertain')] }],
    ['2 replies were decided on for carla', { replies: [...good.replies, reply('<c>', 'carla', 'uncertain')] }],
    ['was sent 2 times', { received: new Map([['carla', [arrived('<a>', '1aaa'), arrived('<a>', '1bbb')]]]) }],
    ['did not arrive', { received: new Map() }],
    ['arrived and was never decided on', { received: new Map([...good.received, ['eve', [arrived('<z>', '1')]]]) }],
    ['lies in Sent 2 times', { sent: ['<a>', '<a>'] }],
    ['lies in the Outbox still', { outbox: ['<a>'] }],
    ['is queued', { replies: [reply('<a>', 'carla', 'queued'), reply('<b>', 'dan')] }],
  ])('finds: %s', (words, change) => {
    expect(settleReplies({ ...good, ...change }).failures.join('\n')).toContain(words);
  });
});
