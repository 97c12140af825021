import type { Bridge, IpcInput, IpcOutput } from '../../common/contract/ipc';
import type { IpcRequestName } from '../../common/contract/ipc-names';
import type { Result } from '../../common/contract/errors';

declare global {
  /** Put there by the preload; the renderer's only way out of the window. */
  var replydesk: Bridge;
}

/**
 * Asks the main process for something and always answers: a call that breaks on its way (main gone, channel closed)
 * is the code `internal`, so that callers have one kind of failure to show.
 */
export async function callBridge<N extends IpcRequestName>(
  bridge: Bridge,
  name: N,
  input: IpcInput<N>,
): Promise<Result<IpcOutput<N>>> {
  try {
    return await bridge.request[name](input);
  } catch (error) {
    return { ok: false, code: 'internal', message: error instanceof Error ? error.message : String(error) };
  }
}
