import type { SecretName, Vault } from './vault';

/** Keeps secrets until the process ends: where no keychain works, and for tests. */
export function createMemoryVault(): Vault {
  const secrets = new Map<SecretName, string>();
  return {
    get: (name) => Promise.resolve(secrets.get(name) ?? null),
    set: (name, secret) => {
      secrets.set(name, secret);
      return Promise.resolve();
    },
    delete: (name) => {
      secrets.delete(name);
      return Promise.resolve();
    },
    state: () => 'available',
  };
}
