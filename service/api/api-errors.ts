import type { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { CodedError, type ErrorCode } from '../../common/contract/errors';

/** What is told of an error. */
export type ToldError = { code: ErrorCode; message: string };

/** Translates an error into a code and a message that quotes neither input nor database. */
export function tell(error: TRPCError): ToldError {
  if (error.cause instanceof CodedError) return { code: error.cause.code, message: error.cause.message };
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'UNPROCESSABLE_CONTENT':
      return { code: 'invalid-input', message: `Not valid: ${places(error.cause)}` };
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
      return { code: 'not-found', message: 'No such procedure' };
    default:
      return { code: 'internal', message: 'The service failed' };
  }
}

function places(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return 'the request';
  return cause.issues.map((issue) => issue.path.map(String).join('.') || '(input)').join(', ');
}
