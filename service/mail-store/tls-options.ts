import { readFile } from 'node:fs/promises';
import { rootCertificates, type ConnectionOptions } from 'node:tls';
import type { MailServer } from '../config/schema';

/** TLS as both libraries take it. Read anew for each connection, so that a renewed authority needs no restart. */
export async function tlsOptions(server: MailServer): Promise<ConnectionOptions> {
  const options: ConnectionOptions = { minVersion: 'TLSv1.2' };
  if (server.caFile === undefined) return options;
  // `ca` replaces Node's list instead of adding to it: a store may well move to a public certificate
  return { ...options, ca: [...rootCertificates, await readFile(server.caFile, 'utf8')] };
}
