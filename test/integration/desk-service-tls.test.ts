import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { connectService } from '../../main/session/service-connection';
import { createCertificate } from '../mail-stack/certificates';
import type { CertificateKind } from '../mail-stack/types';

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-tls-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A WebSocket server that only takes connections, behind a certificate of this kind. */
async function listen(kind: CertificateKind): Promise<{ serviceUrl: string; caPem: string | null }> {
  const { certFile, keyFile, caFile } = await createCertificate(folder, kind, '127.0.0.1');
  server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) });
  new WebSocketServer({ server, path: '/desk' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const serviceUrl = `wss://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { serviceUrl, caPem: caFile ? await readFile(caFile, 'utf8') : null };
}

it.each([
  ['expired', 'tls-expired'],
  ['self-signed', 'tls-untrusted'],
  ['wrong-name', 'tls-wrong-name'],
] as const)('refuses a service whose certificate is %s', async (kind, code) => {
  const service = await listen(kind);
  await expect(connectService({ ...service, token: null })).rejects.toMatchObject({ code });
});

it('trusts the organisation’s own authority only where it was given', async () => {
  const service = await listen('valid');
  const untrusting = connectService({ ...service, caPem: null, token: null });
  await expect(untrusting).rejects.toMatchObject({ code: 'tls-untrusted' });
  const connection = await connectService({ ...service, token: null });
  connection.close();
  await expect(connection.closed).resolves.toMatchObject({ code: 'cancelled' });
});

it('does not take another web server for the service', async () => {
  const service = await listen('valid');
  const elsewhere = { ...service, serviceUrl: `${service.serviceUrl}/another` };
  await expect(connectService({ ...elsewhere, token: null })).rejects.toMatchObject({ code: 'service-unreachable' });
});
