import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificateKind } from './types';

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** PEM files of one server certificate and of the authority that signed it, if one did. */
export type Certificate = { certFile: string; keyFile: string; caFile: string | null };

/** Makes the certificate authority of this stack and a server certificate of the wanted kind in `dir`. */
export async function createCertificate(dir: string, kind: CertificateKind, host: string): Promise<Certificate> {
  const keyFile = join(dir, 'server-key.pem');
  const certFile = join(dir, 'server-cert.pem');
  const names = kind === 'wrong-name' ? 'DNS:mail.elsewhere.test' : `DNS:localhost,IP:127.0.0.1,IP:${host}`;
  const subject = ['-subj', kind === 'wrong-name' ? '/CN=mail.elsewhere.test' : '/CN=localhost'];
  if (kind === 'self-signed') {
    const extensions = ['-days', '30', '-addext', `subjectAltName=${names}`];
    await run('openssl', ['req', '-x509', ...NEW_KEY, ...subject, ...extensions, '-keyout', keyFile, '-out', certFile]);
    return { certFile, keyFile, caFile: null };
  }
  const authority = [
    '-subj',
    '/CN=Mail stack test authority',
    '-days',
    '30',
    '-addext',
    'keyUsage=critical,keyCertSign',
  ];
  const request = join(dir, 'request.pem');
  await Promise.all([
    run('openssl', ['req', '-x509', ...NEW_KEY, ...authority, '-keyout', 'ca-key.pem', '-out', 'ca.pem'], { cwd: dir }),
    run('openssl', ['req', ...NEW_KEY, ...subject, '-keyout', keyFile, '-out', request]),
    writeFile(join(dir, 'extensions.cnf'), `subjectAltName=${names}\n`),
    writeFile(join(dir, 'ca.cnf'), AUTHORITY_SETTINGS),
    writeFile(join(dir, 'ca-index.txt'), ''),
    writeFile(join(dir, 'ca-serial'), '01\n'),
  ]);
  // `openssl ca` is the one command that takes an end date in the past in every version of OpenSSL.
  const signing = ['ca', '-batch', '-config', 'ca.cnf', '-extfile', 'extensions.cnf', '-notext'];
  const files = ['-in', request, '-out', certFile];
  await run('openssl', [...signing, ...validity(kind), ...files], { cwd: dir });
  return { certFile, keyFile, caFile: join(dir, 'ca.pem') };
}

const AUTHORITY_SETTINGS = `[ca]
default_ca = stack
[stack]
certificate = ca.pem
private_key = ca-key.pem
new_certs_dir = .
database = ca-index.txt
serial = ca-serial
default_md = sha256
default_days = 30
policy = any
[any]
commonName = supplied
`;

function validity(kind: CertificateKind): string[] {
  return kind === 'expired' ? ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'] : [];
}
