import { expect } from '@playwright/test';
import type { AgentDesk } from '../world/agent-desk';
import type { World } from '../world/world';
import { waitFor } from '../support/wait-for';

/** A customer's question in a test. The subject is unique. */
export type Inquiry = { customer: string; customerName: string; entryPoint: string; queue: string; subject: string };

/** `count` (at least one) questions of as many customers, to the two entry points in turn. */
export function makeInquiries(world: World, count: number): [Inquiry, ...Inquiry[]] {
  const make = (i: number): Inquiry => {
    const number = String(i).padStart(2, '0');
    const isSupport = i % 2 === 0;
    return {
      customer: world.stack.customerAddress(`customer${number}`),
      customerName: `Customer ${number}`,
      entryPoint: world.address(isSupport ? 'support' : 'billing'),
      queue: isSupport ? 'Support' : 'Billing',
      subject: `Question number ${number}`,
    };
  };
  return [make(0), ...Array.from({ length: count - 1 }, (_, i) => make(i + 1))];
}

/** What the agent answers to an inquiry: found again in the customer's mailbox. */
export function answerTo(subject: string): string {
  return `Thank you for asking: ${subject}.`;
}

/**
 * One agent works until every inquiry is closed: takes offers, answers, wraps up. Returns the subjects it answered.
 * `onAnswer` is called after each wrap-up, for tests that disturb the work.
 */
export async function answerEverything(
  world: World,
  desk: AgentDesk,
  inquiries: Inquiry[],
  onAnswer: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const answered: string[] = [];
  for (;;) {
    const next = await nextWork(world, desk, inquiries);
    if (next === null) return answered;
    await desk.open(next.subject);
    await desk.typeReply(answerTo(next.subject));
    await desk.sendPersistently();
    await desk.closeContactPersistently('Solved', `answered by ${desk.profile}`);
    answered.push(next.subject);
    await onAnswer();
  }
}

/** Waits until this desk holds an active contact, accepting offers on the way; null once all are closed. */
async function nextWork(world: World, desk: AgentDesk, inquiries: Inquiry[]): Promise<Inquiry | null> {
  return await waitFor(
    `work for ${desk.profile}`,
    async () => {
      const contacts = await world.database.contacts();
      if (contacts.filter((contact) => contact.state === 'closed').length >= inquiries.length) return null;
      const mine = contacts.find((contact) => contact.owner === desk.profile && contact.state === 'active');
      if (mine) return inquiries.find((inquiry) => inquiry.subject === mine.subject);
      // An offer may be withdrawn under the agent's hand when the service dies: the next round sees what is true.
      const offer = desk.offers.first();
      if (await offer.isVisible()) {
        await offer
          .getByRole('button', { name: 'Accept' })
          .click({ timeout: 2_000 })
          .catch((error: unknown) => {
            if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
          });
      }
      return undefined;
    },
    { timeoutMs: 120_000, intervalMs: 50 },
  );
}

/**
 * Every inquiry is one closed contact with the right queue and its wrap-up, and its customer has exactly one right reply.
 * With `mayBeUncertain` a reply whose sending was cut off may instead be shown as `uncertain`.
 */
export async function expectAllAnswered(
  world: World,
  inquiries: Inquiry[],
  { mayBeUncertain = false }: { mayBeUncertain?: boolean } = {},
): Promise<void> {
  const contacts = await world.database.contacts();
  expect(contacts.map((contact) => contact.subject).sort()).toEqual(inquiries.map((inquiry) => inquiry.subject).sort());
  for (const inquiry of inquiries) {
    const contact = contacts.find((candidate) => candidate.subject === inquiry.subject);
    expect(contact, inquiry.subject).toMatchObject({
      state: 'closed',
      queue: inquiry.queue,
      disposition: 'solved',
      notes: `answered by ${contact?.owner}`,
    });
  }
  const outgoing = await waitFor('every reply has its outcome, and what was sent is filed', async () => {
    const messages = await world.database.outgoing();
    const isSettled = messages.every(
      (message) => (message.state === 'sent' && message.filed) || (mayBeUncertain && message.state === 'uncertain'),
    );
    return isSettled ? messages : undefined;
  });
  expect(outgoing).toHaveLength(inquiries.length);
  for (const inquiry of inquiries) {
    const replies = await world.customerMail(inquiry.customer);
    const sent = outgoing.find((message) => message.inquiry === inquiry.subject);
    // Cut off within DATA nobody can know whether the server took it: then it may be there, but never twice.
    if (sent?.state === 'uncertain' && replies.length === 0) continue;
    expect(replies, `replies to ${inquiry.customer}`).toHaveLength(1);
    const [reply] = replies;
    const original = world.sentMessageId(inquiry.subject);
    expect(reply?.from).toBe(inquiry.entryPoint);
    expect(reply?.subject).toBe(`Re: ${inquiry.subject}`);
    expect(reply?.inReplyTo).toBe(original);
    expect(reply?.references).toEqual([original]);
    expect(reply?.words).toContain(answerTo(inquiry.subject));
  }
}
