import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { ServiceConfig } from '../config/schema';
import { StartError } from '../start-error';
import type { Readiness } from './readiness';

type Routes = { metrics: Registry; readiness: () => Promise<Readiness> };

/** The HTTP server of the service: for monitoring by itself, and for desks by the upgrades of `server`. */
export type HttpServer = { server: Server; listen: () => Promise<number>; close: () => Promise<void> };

/** @throws StartError where certificate or key cannot be read */
export async function createHttpServer(listen: ServiceConfig['listen'], routes: Routes): Promise<HttpServer> {
  const tls = listen.tls && { cert: await readPem(listen.tls.certFile), key: await readPem(listen.tls.keyFile) };
  const app = (tls ? fastify({ https: tls, ...OPTIONS }) : fastify(OPTIONS)) as FastifyInstance;
  app.get('/health', () => ({ status: 'alive' }));
  app.get('/ready', async (_request, reply) => {
    const status = await routes.readiness();
    return reply.status(status.ready ? 200 : 503).send(status);
  });
  app.get('/metrics', async (_request, reply) => {
    const text = await routes.metrics.metrics();
    return reply.type(routes.metrics.contentType).send(text);
  });
  return {
    server: app.server,
    listen: async () => {
      try {
        await app.listen({ host: listen.host, port: listen.port });
      } catch (error) {
        throw translate(error, listen);
      }
      const address = app.server.address();
      return address && typeof address === 'object' ? address.port : listen.port;
    },
    close: () => app.close(),
  };
}

/** Requests hold nothing that would have to be logged; a stop must not wait for a monitor's kept connection. */
const OPTIONS = { logger: false, forceCloseConnections: true, bodyLimit: 1024 } as const;

async function readPem(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError('config', `listen.tls: ${file} cannot be read (${error.code ?? error.name})`);
  });
}

function translate(error: unknown, { host, port }: ServiceConfig['listen']): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartError('port-in-use', `Port ${port} on ${host} is in use by another program: change listen.port`);
  }
  if (code === 'EACCES') {
    return new StartError('port-in-use', `Port ${port} on ${host} may not be used by this user: change listen.port`);
  }
  if (code === 'EADDRNOTAVAIL') {
    return new StartError('port-in-use', `This machine has no address ${host}: change listen.host`);
  }
  return error;
}
