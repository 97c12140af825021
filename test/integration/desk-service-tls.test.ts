import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectService } from '../../main/session/service-connection';
import { buildSite, TEST_PASSWORD } from '../builders/service-site';
import { createCertificate } from '../mail-stack/certificates';
import type { CertificateKind } from '../mail-stack/types';
import { startServiceOnTrial, type ServiceOnTrial } from '../support/service-on-trial';

let folder: string;
const trials: ServiceOnTrial[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-tls-'));
});
afterEach(async () => {
  for (const trial of trials.splice(0)) await trial.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The real service behind a certificate of this kind. */
async function listen(
  kind: CertificateKind,
): Promise<{ trial: ServiceOnTrial; serviceUrl: string; caPem: string | null }> {
  const certificate = await createCertificate(folder, kind, '127.0.0.1');
  const trial = await startServiceOnTrial({}, certificate);
  trials.push(trial);
  const serviceUrl = `wss://127.0.0.1:${trial.service.port}`;
  return { trial, serviceUrl, caPem: certificate.caFile ? await readFile(certificate.caFile, 'utf8') : null };
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
  await buildSite(service.trial.outside, { agents: [{ username: 'anna' }] });
  const connection = await connectService({ ...service, token: null });
  const signIn = { username: 'anna', password: TEST_PASSWORD, deviceName: 'test' };
  expect(await connection.call('session.signIn', signIn)).toMatchObject({ agent: { username: 'anna' } });
  connection.close();
  await expect(connection.closed).resolves.toMatchObject({ code: 'cancelled' });
});

it('does not take another web server for the service', async () => {
  const service = await listen('valid');
  const elsewhere = { ...service, serviceUrl: `${service.serviceUrl}/another` };
  await expect(connectService({ ...elsewhere, token: null })).rejects.toMatchObject({ code: 'service-unreachable' });
});
