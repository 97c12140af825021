import type * as Keytar from 'keytar';
import { createRequire } from 'node:module';
import { CodedError } from '../../common/contract/errors';
import type { SecretName, Vault } from './vault';

// require, because the module's functions cannot be seen by an import of a CommonJS module.
const load = createRequire(import.meta.url);

/** The name under which the keychain's own viewer shows our entries. */
const SERVICE_NAME = 'Replydesk';

/**
 * The operating system's keychain. Rejects with `keychain-absent` where there is none and `keychain-locked` where it
 * does not open: its prompt was refused, or is not answered within `timeoutMs` (libsecret waits for ever otherwise).
 *
 * keytar is loaded at first use: on a system without libsecret already loading it fails, and the desktop must start.
 */
export function createKeytarVault(options: { account: string; timeoutMs: number }): Vault {
  const account = (name: SecretName) => `${options.account}/${name}`;
  const within = async <T>(work: (keytar: typeof Keytar) => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new CodedError('keychain-locked', 'The keychain did not answer in time'));
      }, options.timeoutMs);
    });
    try {
      const keytar = load('keytar') as typeof Keytar;
      return await Promise.race([work(keytar), late]);
    } catch (error) {
      throw translateKeychainError(error);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    get: (name) =>
      within(async (keytar) => {
        const secret = await keytar.getPassword(SERVICE_NAME, account(name));
        if (secret === null && process.platform === 'linux') await proveOpen(keytar, options.account);
        return secret;
      }),
    set: (name, secret) => within((keytar) => keytar.setPassword(SERVICE_NAME, account(name), secret)),
    delete: async (name) => {
      await within((keytar) => keytar.deletePassword(SERVICE_NAME, account(name)));
    },
    state: () => 'available',
  };
}

/**
 * The Secret Service answers "nothing found" for a secret in a locked keyring; only writing tells the two apart.
 * If the process dies between the two calls, an entry without any secret is left, which the next proof overwrites.
 */
async function proveOpen(keytar: typeof Keytar, account: string): Promise<void> {
  await keytar.setPassword(SERVICE_NAME, `${account}/proof`, 'open');
  await keytar.deletePassword(SERVICE_NAME, `${account}/proof`);
}

/**
 * The keychains give words, not codes. Locked: libsecret's "locked collection" and dismissed prompt, macOS's
 * errSecInteractionNotAllowed and errSecAuthFailed. All else means that there is none that works.
 */
function translateKeychainError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const words = error instanceof Error ? error.message : '';
  const isLocked =
    /locked|dismissed|prompt|interaction is not allowed|user canceled|user cancelled|authorization/i.test(words);
  return new CodedError(isLocked ? 'keychain-locked' : 'keychain-absent', 'The keychain refused', { cause: error });
}
