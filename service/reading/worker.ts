import { parentPort } from 'node:worker_threads';
import { compileRouting, type CompiledRouting } from '../routing/compile-routing';
import type { FromWorker, PostedMail, ToWorker } from './messages';
import { readMail, type ReadMail, type UnreadableMail } from './read-mail';

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
  return { kind: 'read', answers: message.mails.map((mail) => read(buffer, mail)) };
}

function read(octets: ArrayBuffer, { start, end, ...mail }: PostedMail): ReadMail | UnreadableMail {
  if (routing === null) throw new Error('mails are read before there is a configuration');
  try {
    return readMail({ ...mail, source: Buffer.from(octets, start, end - start) }, routing);
  } catch (error) {
    // a name, never a message, which may repeat what the mail holds
    return { unreadable: error instanceof Error ? error.name : 'unknown' };
  }
}
