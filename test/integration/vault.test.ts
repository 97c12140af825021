import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startKeyring, type Keyring } from '../support/keyring';
import { repositoryRoot } from '../support/repository-root';

const run = promisify(execFile);
let keyring: Keyring | undefined;

afterEach(async () => {
  await keyring?.stop();
  keyring = undefined;
});

const PARTS = `
  const { createKeytarVault } = await import('./main/vault/keytar-vault.ts');
  const { createMemoryVault } = await import('./main/vault/memory-vault.ts');
  const { createSafeVault } = await import('./main/vault/safe-vault.ts');
  const logged = [];
  const write = (event, fields) => logged.push({ event, ...fields });
  const keychain = createKeytarVault({ account: 'anna', timeoutMs: 5000 });
  const start = () => createSafeVault({ keychain, memory: createMemoryVault(), log: { info: write, warn: write, error: write } });
  const show = (value) => console.log(JSON.stringify(value));
`;

/** Runs a piece of program in a process of its own: libsecret stays with the bus it found first. */
async function inProcess(program: string, env: Record<string, string>): Promise<unknown> {
  const source = `(async () => { ${PARTS} ${program} process.exit(0); })()`;
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '-e', source], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout);
}

test('keeps secrets in the Secret Service beyond the process, per name and account', async () => {
  keyring = await startKeyring();
  const first = `const vault = start(); await vault.set('session', 'the token'); show(vault.state());`;
  expect(await inProcess(first, keyring.env)).toBe('available');
  const second = `const vault = start();
    const other = createKeytarVault({ account: 'ben', timeoutMs: 5000 });
    const found = [await vault.get('session'), await vault.get('mail-store'), await other.get('session')];
    await vault.delete('session');
    show([...found, await start().get('session')]);`;
  expect(await inProcess(second, keyring.env)).toEqual(['the token', null, null, null]);
});

test('with a locked keyring it says so and keeps the secret in memory alone', async () => {
  keyring = await startKeyring();
  expect(await inProcess(`await keychain.set('mail-store', 'a credential'); show('kept');`, keyring.env)).toBe('kept');
  await keyring.lock();
  const program = `const vault = start(); await vault.set('session', 'the token');
    const own = await vault.get('session');
    const next = start(); await next.get('session');
    const direct = await keychain.get('mail-store').then(() => 'answered', (error) => error.code);
    show([own, vault.state(), direct, next.state(), JSON.stringify(logged).includes('the token')]);`;
  expect(await inProcess(program, keyring.env)).toEqual(['the token', 'locked', 'keychain-locked', 'locked', false]);
});

test('without a keychain it says so and keeps the secret in memory alone', async () => {
  keyring = await startKeyring();
  await keyring.removeService();
  const program = `const vault = start(); await vault.set('session', 'the token');
    const direct = await keychain.get('session').then(() => 'answered', (error) => error.code);
    show([await vault.get('session'), vault.state(), direct]);`;
  expect(await inProcess(program, keyring.env)).toEqual(['the token', 'absent', 'keychain-absent']);
});

test('without a bus at all it says the same', async () => {
  const program = `const vault = start(); await vault.set('session', 'the token'); show([await vault.get('session'), vault.state()]);`;
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus', DISPLAY: '' };
  expect(await inProcess(program, env)).toEqual(['the token', 'absent']);
});
