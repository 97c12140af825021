import { parentPort } from 'node:worker_threads';
import { compileRouting, type CompiledRouting } from '../routing/compile-routing';
import type { FromWorker, PostedMail, ToWorker } from './messages';
import { explainMail, readMail, type ReadMail, type UnreadableMail } from './read-mail';

/**
 * The thread in which mails are read: whatever a mail does to it, the service goes on. It answers one message after the other,
 * and keeps nothing of a mail.
 */
if (parentPort === null) throw new Error('this is started as a worker thread');
const port = parentPort;
let routing: CompiledRouting | null = null;

port.on('message', (message: ToWorker) => port.postMessage(answerTo(message)));

function answerTo(message: ToWorker): FromWorker {
  if (message.kind === 'configure') {
    routing = compileRouting(message.configuration);
    return { kind: 'configured', needsBody: routing.needsBody };
  }
  const { buffer } = message.octets;
  if (message.kind === 'explain') {
    const mail = { source: Buffer.from(buffer), arrivedAt: message.arrivedAt };
    return { kind: 'explained', answer: orUnreadable(() => explainMail(mail, compileRouting(message.configuration))) };
  }
  return { kind: 'read', answers: message.mails.map((mail) => read(buffer, mail)) };
}

function read(octets: ArrayBuffer, { start, end, ...mail }: PostedMail): ReadMail | UnreadableMail {
  const inForce = routing;
  if (inForce === null) throw new Error('mails are read before there is a configuration');
  return orUnreadable(() => readMail({ ...mail, source: Buffer.from(octets, start, end - start) }, inForce));
}

function orUnreadable<T>(work: () => T): T | UnreadableMail {
  try {
    return work();
  } catch (error) {
    // a name, never a message, which may repeat what the mail holds
    return { unreadable: error instanceof Error ? error.name : 'unknown' };
  }
}
