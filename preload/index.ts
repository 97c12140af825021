import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { IPC_EVENTS, IPC_REQUESTS, type IpcEventName } from '../common/contract/ipc-names';

/**
 * The bridge: one function per name of the contract and one way to listen. `ipcRenderer` itself, and any channel that
 * is not in the contract, stay out of the page's reach.
 */
const request = Object.fromEntries(
  IPC_REQUESTS.map((name) => [name, (input: unknown): Promise<unknown> => ipcRenderer.invoke(name, input)]),
);

function on(name: IpcEventName, listener: (payload: unknown) => void): () => void {
  if (!IPC_EVENTS.includes(name)) throw new Error('Unknown event');
  // The IpcRendererEvent is dropped: it carries the sender, which is a way to ipcRenderer.
  const forward = (_event: IpcRendererEvent, payload: unknown) => listener(payload);
  ipcRenderer.on(name, forward);
  return () => {
    ipcRenderer.removeListener(name, forward);
  };
}

contextBridge.exposeInMainWorld('replydesk', { request, on });
