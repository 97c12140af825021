import type { z } from 'zod';
import type { ipcRequests, IpcOutput } from '../../common/contract/ipc';
import type { IpcRequestName } from '../../common/contract/ipc-names';

type Requests = typeof ipcRequests;

/** What answers each request: its input has been parsed, and a CodedError that it throws reaches the renderer as its code. */
export type Handlers = {
  [N in IpcRequestName]: (input: z.output<Requests[N]['input']>) => Promise<IpcOutput<N>>;
};
