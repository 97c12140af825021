import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { openConnection, type ApiDeps } from './context';
import { createRouter } from './router';

/** The path desks connect to. */
const DESK_PATH = '/desk';
/** A configuration of 5 MB with a mail of 1 MB to try it on; nothing a desk sends is larger. */
const MAX_MESSAGE_OCTETS = 8 * 1024 * 1024;
/** A dead desk is noticed after 15 s at most, well before the half minute that is promised. */
const KEEP_ALIVE = { enabled: true, pingMs: 10_000, pongWaitMs: 5_000 };
/** RFC 6455, 7.4.1 and its registry: the service restarts, come back. */
const SERVICE_RESTART = 1012;

/** The WebSocket side of the API. */
export type DeskEndpoint = { connectionCount: () => number; close: () => Promise<void> };

/** Serves the API on the WebSocket upgrades of an HTTP server. */
export function serveDesks(deps: ApiDeps, server: Server): DeskEndpoint {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_OCTETS,
    // Compression would cost more time than the few kilobytes of a snapshot, and memory for each desk.
    perMessageDeflate: false,
  });
  const router = createRouter(deps);
  applyWSSHandler({
    wss: sockets,
    router,
    keepAlive: KEEP_ALIVE,
    maxBatchSize: 20,
    createContext: ({ res, info }) => openConnection(deps, res, info.connectionParams?.token ?? null),
    onError: ({ error, path, type }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR' && !isCoded(error.cause)) {
        deps.log.error({ err: error.cause ?? error, procedure: path, type }, 'a procedure failed');
      }
    },
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A connection that breaks during the handshake has nobody to tell.
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request);
    if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  };
  server.on('upgrade', upgrade);
  return {
    connectionCount: () => sockets.clients.size,
    close: async () => {
      server.off('upgrade', upgrade);
      for (const client of sockets.clients) client.close(SERVICE_RESTART, 'service-stops');
      await closed(sockets);
      await deps.desks.settled();
    },
  };
}

/**
 * A browser names the page that connects in `Origin` (RFC 6455, 10.2), a desk names none: so no page that somebody has
 * open can talk to a service on their machine.
 */
function refuse(request: IncomingMessage): string | null {
  const path = (request.url ?? '').split('?')[0];
  if (path !== DESK_PATH) return '404 Not Found';
  return request.headers.origin ? '403 Forbidden' : null;
}

/** Waits a second for the closing handshakes, then cuts. */
async function closed(sockets: WebSocketServer): Promise<void> {
  const cut = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), 1000);
  await Promise.all([...sockets.clients].map((client) => new Promise((done) => client.once('close', done))));
  clearTimeout(cut);
  await new Promise((done) => sockets.close(done));
}

function isCoded(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'CodedError';
}
