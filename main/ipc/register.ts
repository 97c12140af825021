import { BrowserWindow, type IpcMain, type IpcMainInvokeEvent } from 'electron';
import type { Result } from '../../common/contract/errors';
import { IPC_REQUESTS } from '../../common/contract/ipc-names';
import type { DeskLog } from '../log';
import { answer } from './answer';
import type { Handlers } from './handlers';
import { isTrustedSender } from './sender';

/** Answers the requests of the contract, from our own page only. */
export function registerHandlers(
  ipcMain: IpcMain,
  options: { handlers: Handlers; trustedOrigins: readonly string[]; log: DeskLog },
): void {
  for (const name of IPC_REQUESTS) {
    ipcMain.handle(name, async (event, input: unknown): Promise<Result<unknown>> => {
      if (isTrusted(event, options.trustedOrigins)) return answer(name, input, options);
      options.log.warn('ipc-untrusted-sender', { name });
      return { ok: false, code: 'not-allowed', message: 'Not from here' };
    });
  }
}

function isTrusted(event: IpcMainInvokeEvent, trustedOrigins: readonly string[]): boolean {
  const frame = event.senderFrame;
  // A frame that is gone or navigated away meanwhile has none.
  if (!frame) return false;
  const isMainFrame = frame.parent === null;
  const isOurWindow = BrowserWindow.fromWebContents(event.sender) !== null;
  return isTrustedSender({ url: frame.url, isMainFrame, isOurWindow }, trustedOrigins);
}
