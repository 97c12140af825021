import { createWSClient, type TRPCWebSocketClient } from '@trpc/client';
import { rootCertificates } from 'node:tls';
import { WebSocket } from 'ws';
import { CodedError } from '../../common/contract/errors';
import { deskEndpoint } from './service-address';
import { translateConnectionError } from './service-errors';

export type ConnectOptions = {
  serviceUrl: string;
  /** Session to go on with, null before sign-in. */
  token: string | null;
  /** PEM of the organisation's own certificate authority, added to the usual ones. */
  caPem: string | null;
};

/** One open WebSocket that speaks tRPC, and the moment it ends. */
export type DeskSocket = {
  client: TRPCWebSocketClient;
  /** Asks the other end for a sign of life, and cuts the socket where none comes in time. */
  check: (timeoutMs: number) => void;
  close: (reason?: CodedError) => void;
  /** Settles when the socket is gone, with the reason. Never rejects. */
  closed: Promise<CodedError>;
};

const OPEN_TIMEOUT_MS = 10_000;
/** A dead peer is found within the sum of these two. */
const PING_INTERVAL_MS = 10_000;
const PONG_TIMEOUT_MS = 5_000;
/** A snapshot is some kilobytes; more than this is not our service. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * Opens the socket. tRPC's client would reconnect by itself, but knows neither our back-off nor why a session ended,
 * and keeps calls waiting that a person wants an answer for: so it is closed in the same turn in which its socket
 * closes, and a new one is made for each connection.
 */
export async function openDeskSocket(options: ConnectOptions): Promise<DeskSocket> {
  const url = deskEndpoint(options.serviceUrl);
  const life = createLife();
  let socket: WebSocket | null = null;

  const hold = (made: WebSocket) => (socket = made);
  class TracedSocket extends WebSocket {
    constructor(address: string) {
      super(address, {
        ...(options.caPem === null ? {} : { ca: [...rootCertificates, options.caPem] }),
        perMessageDeflate: false,
        handshakeTimeout: OPEN_TIMEOUT_MS,
        maxPayload: MAX_MESSAGE_BYTES,
      });
      let fault: Error | null = null;
      this.on('error', (error) => (fault ??= error));
      this.on('close', () => finish(translateConnectionError(fault)));
      hold(this);
    }
  }
  const client = createWSClient({
    url,
    // Typed for the DOM's WebSocket; ws has all of it that tRPC uses.
    WebSocket: TracedSocket as never,
    ...(options.token === null ? {} : { connectionParams: { token: options.token } }),
    onOpen: life.open,
  });
  const interval = setInterval(() => pingOrTerminate(socket, PONG_TIMEOUT_MS), PING_INTERVAL_MS);
  const finish = (error: CodedError) => {
    clearInterval(interval);
    void client.close();
    life.end(error);
  };
  await life.opened;
  return {
    client,
    check: (timeoutMs) => pingOrTerminate(socket, timeoutMs),
    close: (reason = new CodedError('cancelled', 'Closed by the desk')) => {
      finish(reason);
      const closing = socket;
      closing?.close();
      // The closing handshake with a dead peer would hold the socket for half a minute.
      setTimeout(() => closing?.terminate(), 1000).unref();
    },
    closed: life.ended,
  };
}

function createLife() {
  let open: () => void = () => undefined;
  let fail: (error: CodedError) => void = () => undefined;
  let end: (error: CodedError) => void = () => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  const ended = new Promise<CodedError>((resolve) => (end = resolve));
  return {
    opened,
    ended,
    open,
    end: (error: CodedError) => {
      fail(error);
      end(error);
    },
  };
}

/** A TCP connection into a changed network says nothing, for minutes; so a peer that does not answer is cut off. */
function pingOrTerminate(socket: WebSocket | null, timeoutMs: number): void {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const deadline = setTimeout(() => socket.terminate(), timeoutMs);
  const settled = () => clearTimeout(deadline);
  socket.once('pong', settled);
  socket.once('close', settled);
  socket.ping();
}
