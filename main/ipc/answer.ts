import { CodedError, type Result } from '../../common/contract/errors';
import { ipcRequests } from '../../common/contract/ipc';
import type { IpcRequestName } from '../../common/contract/ipc-names';
import { describeError, type DeskLog } from '../log';
import type { Handlers } from './handlers';

/**
 * Answers one request: input parsed by the contract, errors as codes of the closed set. An error nobody foresaw is
 * logged by its kind alone and answered as `internal`; its message may hold a piece of a mail.
 */
export async function answer<N extends IpcRequestName>(
  name: N,
  input: unknown,
  options: { handlers: Handlers; log: DeskLog },
): Promise<Result<unknown>> {
  const parsed = ipcRequests[name].input.safeParse(input);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    options.log.warn('ipc-invalid-input', { name, place });
    return { ok: false, code: 'invalid-input', message: `Invalid input at "${place}"` };
  }
  try {
    // The schema of this very name has just parsed it; TypeScript cannot follow the pair through the map.
    const handler = options.handlers[name] as (value: unknown) => Promise<unknown>;
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    if (error instanceof CodedError) {
      options.log.info('ipc-refused', { name, code: error.code, ...describeError(error.cause) });
      return { ok: false, code: error.code, message: error.message };
    }
    options.log.error('ipc-failed', { name, ...describeError(error) });
    return { ok: false, code: 'internal', message: 'Something unexpected happened' };
  }
}
