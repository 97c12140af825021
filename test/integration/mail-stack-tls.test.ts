import { connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { imapClient, readMailbox } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { MailEndpoint, MailStack, MailStackOptions, TlsMode } from '../mail-stack/types';

let stack: MailStack | undefined;

async function start(options: MailStackOptions): Promise<MailStack> {
  stack = await startMailStack(options);
  return stack;
}

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

test.each<[TlsMode, MailEndpoint['security']]>([
  ['plain', 'plain'],
  ['starttls', 'starttls'],
  ['implicit', 'tls'],
])('signs in with %s', async (tls, security) => {
  const { imap } = await start({ tls });
  expect(imap.security).toBe(security);
  expect(await readMailbox(imap)).toEqual([]);
});

test.each<[MailStackOptions['certificate'], RegExp]>([
  ['expired', /CERT_HAS_EXPIRED/],
  ['self-signed', /DEPTH_ZERO_SELF_SIGNED_CERT/],
  ['wrong-name', /ERR_TLS_CERT_ALTNAME_INVALID/],
])('a certificate which is %s is wrong in that way alone, in IMAP and submission', async (certificate, code) => {
  const { imap, smtp } = await start({ tls: 'implicit', certificate });
  for (const endpoint of [imap, smtp]) expect(await handshakeError(endpoint)).toMatch(code);
});

test('a valid certificate is untrusted without the authority of the stack, and trusted with it', async () => {
  const { imap, caPem } = await start({ tls: 'implicit' });
  expect(caPem).toContain('BEGIN CERTIFICATE');
  expect(await handshakeError({ ...imap, caFile: undefined })).toMatch(
    /UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/,
  );
  expect(await handshakeError(imap)).toBe('none');
});

test('a plain sign-in from another address is refused where TLS is asked for', async () => {
  const { imap } = await start({ tls: 'starttls', listen: '127.0.0.2' });
  await expect(imapClient({ ...imap, security: 'plain' }).connect()).rejects.toThrow();
  expect(await readMailbox(imap)).toEqual([]);
});

/** The code of the error with which a TLS client ends, or `none`. */
async function handshakeError({ host, port, caFile }: MailEndpoint): Promise<string> {
  const ca = caFile ? [stack?.caPem ?? ''] : undefined;
  return new Promise((resolve) => {
    const socket = connect({ host, port, ca }, () => {
      socket.destroy();
      resolve('none');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}
