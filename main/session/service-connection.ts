import { createTRPCUntypedClient, wsLink } from '@trpc/client';
import { CodedError } from '../../common/contract/errors';
import {
  type CallName,
  type ProcedureInput,
  type ProcedureOutput,
  serviceApi,
  type WatchName,
} from '../../common/contract/service-api';
import { type ConnectOptions, openDeskSocket } from './desk-socket';
import { translateCallError } from './service-errors';

/** Calls a procedure of the contract; what comes back has been checked against it. Rejects with a CodedError. */
export type ServiceCall = <N extends CallName>(name: N, input: ProcedureInput<N>) => Promise<ProcedureOutput<N>>;

export type WatchListener<N extends WatchName> = {
  data: (data: ProcedureOutput<N>) => void;
  /** The watch is over: nothing more comes. */
  error: (error: CodedError) => void;
};

/** Watches until the returned function is called, the connection closes, or the listener is told an error. */
export type ServiceWatch = <N extends WatchName>(name: N, on: WatchListener<N>) => () => void;

/** One connection to the service, from open to close. It does not come back by itself: {@link createServiceLink} does. */
export type ServiceConnection = {
  call: ServiceCall;
  watch: ServiceWatch;
  check: (timeoutMs: number) => void;
  /** Ends it; `reason` is what `closed` then says. */
  close: (reason?: CodedError) => void;
  closed: Promise<CodedError>;
};

const CALL_TIMEOUT_MS = 20_000;

/** Opens a connection. Rejects with `service-unreachable`, `service-insecure` or a `tls-…` code. */
export async function connectService(options: ConnectOptions): Promise<ServiceConnection> {
  const socket = await openDeskSocket(options);
  const trpc = createTRPCUntypedClient({ links: [wsLink({ client: socket.client })] });

  const call: ServiceCall = async (name, input) => {
    const procedure = serviceApi[name];
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    try {
      const answer =
        procedure.kind === 'query'
          ? await trpc.query(name, input, { signal })
          : await trpc.mutation(name, input, { signal });
      return procedure.output.parse(answer) as ProcedureOutput<typeof name>;
    } catch (error) {
      if (signal.aborted) throw new CodedError('service-unreachable', 'The service did not answer in time');
      throw translateCallError(error);
    }
  };

  const watch: ServiceWatch = (name, on) => {
    const onData = (data: unknown) => {
      const parsed = serviceApi[name].output.safeParse(data);
      if (parsed.success) on.data(parsed.data as ProcedureOutput<typeof name>);
      else on.error(new CodedError('internal', `The service sent something else than ${name} gives`));
    };
    const ended = new CodedError('service-unreachable', 'The service ended the watch');
    const subscription = trpc.subscription(
      name,
      {},
      { onData, onError: (error) => on.error(translateCallError(error)), onComplete: () => on.error(ended) },
    );
    return () => subscription.unsubscribe();
  };

  return { call, watch, check: socket.check, close: socket.close, closed: socket.closed };
}
