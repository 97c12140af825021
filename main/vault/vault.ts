import type { KeychainState } from '../../common/contract/ipc';

/** The secrets the desktop keeps. */
export type SecretName = 'session' | 'mail-store';

/** Where secrets are kept. Never a file, a log or the renderer. */
export type Vault = {
  get: (name: SecretName) => Promise<string | null>;
  set: (name: SecretName, secret: string) => Promise<void>;
  delete: (name: SecretName) => Promise<void>;
  /** Whether the operating system's keychain has worked so far; without it secrets live in memory only. */
  state: () => KeychainState;
};
