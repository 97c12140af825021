import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startKeyring, type Keyring } from '../support/keyring';

let keyring: Keyring | undefined;

afterEach(async () => {
  await keyring?.stop();
  keyring = undefined;
});

/** What keytar, in a process of its own, says to storing and reading a secret. */
function storeAndRead({ env }: Keyring): string {
  const program = `const keytar = require('keytar');
    keytar.setPassword('test', 'anna', 'secret').then(() => keytar.getPassword('test', 'anna'))
      .then((secret) => console.log(secret), (error) => console.log('error: ' + error.message));`;
  return execFileSync(process.execPath, ['-e', program], { env: { ...process.env, ...env }, encoding: 'utf8' }).trim();
}

test('keeps a secret while unlocked, refuses when locked, and is absent when removed', async () => {
  keyring = await startKeyring();
  expect(storeAndRead(keyring)).toBe('secret');
  await keyring.lock();
  expect(storeAndRead(keyring)).toMatch(/^error: .*locked/);
  await keyring.removeService();
  expect(storeAndRead(keyring)).toMatch(/^error: .*org\.freedesktop\.secrets/);
});

test('leaves nothing behind', async () => {
  const { env, stop } = await startKeyring();
  const socket = env.DBUS_SESSION_BUS_ADDRESS?.replace('unix:path=', '') ?? '';
  expect(existsSync(socket)).toBe(true);
  await stop();
  expect(existsSync(socket)).toBe(false);
});
