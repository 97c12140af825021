import { TRPCClientError } from '@trpc/client';
import { CodedError, errorCodeSchema } from '../../common/contract/errors';
import { networkFault } from '../net/network-errors';

/** An error of the connection to the service, in our words. Translated here and nowhere else. */
export function translateConnectionError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const fault = networkFault(error);
  if (fault !== null && fault !== 'unreachable')
    return new CodedError(fault, 'TLS to the service failed', { cause: error });
  return new CodedError('service-unreachable', 'The service cannot be reached', { cause: error });
}

/** What a procedure answered: the service's own code where it gave one, else the connection's fault. */
export function translateCallError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    if (typeof data === 'object' && data !== null) {
      const code = errorCodeSchema.safeParse('replydeskCode' in data ? data.replydeskCode : undefined);
      return new CodedError(code.success ? code.data : 'internal', 'The service refused', { cause: error });
    }
  }
  return translateConnectionError(error);
}

/** Codes after which the session is over and the person has to sign in again. */
export function endsSession(error: CodedError): boolean {
  return ['session-expired', 'signed-in-elsewhere', 'not-signed-in', 'account-locked'].includes(error.code);
}
