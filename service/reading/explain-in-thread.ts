import type { Configuration } from '../../common/contract/configuration/configuration';
import type { RoutingExplanation } from '../../common/contract/configuration/routing-explanation';
import type { UnreadableMail } from './read-mail';
import { NoAnswer, WorkerThread } from './worker-thread';

/** Somebody waits for it; a mail that is read at all takes a fraction of this, and so does compiling 1,000 rules. */
const EXPLAIN_LIMIT_MS = 20_000;

/**
 * Explains why a mail is routed as it is, by a configuration that need not be the one in force. In a thread of its own, which
 * is ended whatever the mail does to it: what intake reads meanwhile is not held up.
 */
export async function explainInThread(mail: {
  source: string;
  arrivedAt: Date;
  configuration: Configuration;
}): Promise<RoutingExplanation | UnreadableMail> {
  const { arrivedAt, configuration } = mail;
  const octets = new TextEncoder().encode(mail.source);
  const thread = new WorkerThread();
  try {
    const question = { kind: 'explain' as const, octets, arrivedAt, configuration };
    const answer = await thread.ask(question, [octets.buffer], EXPLAIN_LIMIT_MS);
    if (answer.kind !== 'explained') throw new Error('the thread answered something else');
    return answer.answer;
  } catch (error) {
    if (error instanceof NoAnswer) return { unreadable: error.message };
    throw error;
  } finally {
    await thread.end();
  }
}
