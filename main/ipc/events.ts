import type { BrowserWindow } from 'electron';
import type { IpcEvent } from '../../common/contract/ipc';
import type { IpcEventName } from '../../common/contract/ipc-names';

/** Tells the renderer something unasked. */
export type SendEvent = <N extends IpcEventName>(name: N, payload: IpcEvent<N>) => void;

/** Sends events to the window there is; without one there is nobody to tell, and a new page asks for the whole state. */
export function createEventSender(window: () => BrowserWindow | null): SendEvent {
  return (name, payload) => {
    const contents = window()?.webContents;
    if (contents && !contents.isDestroyed()) contents.send(name, payload);
  };
}
