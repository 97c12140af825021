import { pino, type Logger } from 'pino';
import { CodedError } from '../../common/contract/errors';
import { StartError } from '../start-error';

/** Keys that never reach the log, wherever an object with them is logged by mistake. */
const SECRET_KEYS = ['pass', 'password', 'token', 'subject', 'address', 'url', 'connectionString'];

/** Structured log on stderr: ids, codes and counts. Standard output stays free for what a command answers. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '[hidden]' },
      serializers: { err: describeError },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** What the log keeps of an error. */
type ErrorRecord = { type: string; code?: string; message?: string; where: string[] };

/**
 * An error without what it quotes. Messages of our own errors hold ids only; a library's message may quote a value (a
 * PostgreSQL error the row, a parser the text), so of those the kind, the code and the place in our code are kept.
 */
export function describeError(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { type: typeof error, where: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const isOurs = error instanceof CodedError || error instanceof StartError;
  const where = framesOf(error);
  return {
    type: error.name,
    code,
    ...(isOurs ? { message: error.message } : {}),
    where,
  };
}

/** The stack begins with the message, which may itself have lines that look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  const lines = stack.slice(start).split('\n').slice(1);
  return lines.slice(0, 8).map((line) => line.trim());
}
