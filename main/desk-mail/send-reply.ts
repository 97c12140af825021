import type { AgentId, ContactId } from '../../common/ids';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation, PreparedReply, ProcedureInput } from '../../common/contract/service-api';
import { describeError, type DeskLog } from '../log';
import type { ReplyContent } from './compose-mail';
import type { PendingReplies, PendingReply } from './pending-replies';

/**
 * Sending a reply, in steps that can be cut off anywhere and gone on with.
 *
 * | step | if the process dies, or the connection is lost, right after it |
 * | --- | --- |
 * | 1 the service fixes the Message-ID (`prepare`) | the reply is a draft there; the text is in the desk's draft; Send again gets the same Message-ID |
 * | 2 the finished message is written to disk (`composed`) | at the next start the stores' Outbox and Sent are searched for the Message-ID; not found and still ours: 3 |
 * | 3 APPEND to the Outbox | as 2; found: 4. The service may have seen and sent it already: it knows the Message-ID |
 * | 4 the file says `appended` | at the next connection: 5 |
 * | 5 the service is told | told again: it answers the same; or it found the message in the Outbox itself |
 * | 6 file and draft are removed | nothing is left to do |
 *
 * An APPEND is repeated only after a search has not found the message, so one reply is never in the Outbox twice.
 */
export type ReplySender = {
  send: (contactId: ContactId, content: ReplyContent) => Promise<{ messageId: string }>;
  /** Goes on with what an earlier start or connection left behind. */
  resume: () => Promise<void>;
};

export type ReplyPorts = {
  agentId: () => AgentId;
  prepare: (input: ProcedureInput<'replies.prepare'>) => Promise<PreparedReply>;
  tell: (input: ProcedureInput<'replies.appended'>) => Promise<unknown>;
  append: (message: { messageId: string; raw: Buffer }) => Promise<MailLocation | null>;
  find: (messageId: string) => Promise<MailLocation | null>;
  compose: (prepared: PreparedReply, content: ReplyContent) => Promise<Buffer>;
  pending: PendingReplies;
  forgetDraft: (agentId: AgentId, contactId: ContactId) => Promise<void>;
  log: DeskLog;
};

const MAX_ATTEMPTS = 3;

export function createReplySender(ports: ReplyPorts): ReplySender {
  // One at a time: going on with an old reply and sending the same one anew must not meet.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work, work);
    queue = result;
    return result;
  };
  return {
    send: (contactId, content) => inTurn(() => send(ports, contactId, content)),
    resume: () => inTurn(() => resume(ports)),
  };
}

async function send(ports: ReplyPorts, contactId: ContactId, content: ReplyContent): Promise<{ messageId: string }> {
  const agentId = ports.agentId();
  const earlier = (await ports.pending.of(agentId)).find((reply) => reply.contactId === contactId);
  if (earlier) {
    // The first press on Send ended in doubt. If it worked after all, the text of then is what the customer gets.
    const appended = await settle(ports, earlier);
    if (appended) return finish(ports, appended);
  }
  const { to, cc, subject } = content;
  const prepared = await ports.prepare({ contactId, subject, to, cc });
  const raw = await ports.compose(prepared, content);
  const reply: PendingReply = {
    agentId,
    contactId,
    outgoingId: prepared.outgoingId,
    messageId: prepared.messageId,
    subject,
    recipients: { to, cc },
    step: 'composed',
    raw: raw.toString('base64'),
    location: null,
  };
  await ports.pending.save(reply);
  return finish(ports, await append(ports, reply, { mustLook: false }));
}

async function resume(ports: ReplyPorts): Promise<void> {
  for (const reply of await ports.pending.of(ports.agentId())) {
    try {
      const appended = (await settle(ports, reply)) ?? (await appendIfStillOurs(ports, reply));
      if (appended) await finish(ports, appended);
    } catch (error) {
      // It stays on disk for the next connection.
      const code = error instanceof CodedError ? error.code : null;
      ports.log.warn('reply-resume-failed', { outgoingId: reply.outgoingId, code, ...describeError(error) });
    }
  }
}

/** The reply as appended, if it is; null if the store does not hold it. */
async function settle(ports: ReplyPorts, reply: PendingReply): Promise<PendingReply | null> {
  if (reply.step === 'appended') return reply;
  const location = await ports.find(reply.messageId);
  return location ? markAppended(ports, reply, location) : null;
}

/**
 * The contact may have gone to somebody else meanwhile, who answered it: the service says whether this reply is still
 * the one that is wanted. If not, the file goes; the text stays in the draft.
 */
async function appendIfStillOurs(ports: ReplyPorts, reply: PendingReply): Promise<PendingReply | null> {
  const { contactId, subject, recipients } = reply;
  const stillOurs = await ports.prepare({ contactId, subject, ...recipients }).then(
    (prepared) => prepared.messageId === reply.messageId,
    (error: unknown) => {
      if (isFinal(error)) return false;
      throw error;
    },
  );
  if (stillOurs) return append(ports, reply, { mustLook: true });
  ports.log.warn('reply-abandoned', { outgoingId: reply.outgoingId });
  await ports.pending.remove(reply.outgoingId);
  return null;
}

/**
 * Appends, with the outcome made sure of. Rejects with `append-outcome-unknown` where it cannot be: the file stays then,
 * and the next connection settles it. With any other code the message is certainly not in the store, and the file goes.
 */
async function append(ports: ReplyPorts, reply: PendingReply, options: { mustLook: boolean }): Promise<PendingReply> {
  const raw = Buffer.from(reply.raw, 'base64');
  let isInDoubt = options.mustLook;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (isInDoubt) {
      const found = await ports.find(reply.messageId).catch((cause: unknown) => {
        throw new CodedError('append-outcome-unknown', 'The store cannot be asked', { cause });
      });
      if (found) return markAppended(ports, reply, found);
    }
    const outcome = await tryAppend(ports, { messageId: reply.messageId, raw });
    if (outcome.isAppended) return markAppended(ports, reply, outcome.location);
    if (outcome.error.code !== 'mail-connection-lost') {
      await ports.pending.remove(reply.outgoingId);
      throw outcome.error;
    }
    isInDoubt = true;
  }
  throw new CodedError('append-outcome-unknown', 'The connection was lost again and again');
}

type AppendOutcome = { isAppended: true; location: MailLocation | null } | { isAppended: false; error: CodedError };

async function tryAppend(ports: ReplyPorts, message: { messageId: string; raw: Buffer }): Promise<AppendOutcome> {
  try {
    return { isAppended: true, location: await ports.append(message) };
  } catch (error) {
    if (error instanceof CodedError) return { isAppended: false, error };
    throw error;
  }
}

async function markAppended(
  ports: ReplyPorts,
  reply: PendingReply,
  location: MailLocation | null,
): Promise<PendingReply> {
  const appended: PendingReply = { ...reply, step: 'appended', raw: '', location };
  await ports.pending.save(appended);
  return appended;
}

/** Steps 5 and 6. That the service cannot be told now is no failure of the sending: it watches the Outbox. */
async function finish(ports: ReplyPorts, reply: PendingReply): Promise<{ messageId: string }> {
  const { agentId, contactId, outgoingId, messageId, location } = reply;
  await ports.forgetDraft(agentId, contactId);
  try {
    await ports.tell({ outgoingId, location });
    await ports.pending.remove(outgoingId);
  } catch (error) {
    const code = error instanceof CodedError ? error.code : null;
    ports.log.warn('reply-tell-failed', { outgoingId, code, ...describeError(error) });
    if (isFinal(error)) await ports.pending.remove(outgoingId);
  }
  return { messageId };
}

/** Answers of the service that repeating does not change. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof CodedError && ['wrong-state', 'not-found', 'not-allowed', 'invalid-input'].includes(error.code)
  );
}
