import type { KeychainState } from '../../common/contract/ipc';
import { CodedError } from '../../common/contract/errors';
import { describeError, type DeskLog } from '../log';
import type { SecretName, Vault } from './vault';

/** A keychain busy for longer than this is most likely asking the person to unlock it. */
const PATIENCE_MS = 2_000;

/**
 * The keychain, with memory behind it: a keychain that is absent, locked or dies costs the person a sign-in at the next
 * start, never the work of today, and never writes a secret anywhere else. `state` says which, for the notice.
 *
 * Writing answers as soon as memory has it, at the latest after {@link PATIENCE_MS}: signing in does not hang on a
 * prompt that is hidden behind the window.
 */
export function createSafeVault(options: { keychain: Vault; memory: Vault; log: DeskLog }): Vault {
  const { keychain, memory, log } = options;
  let state: KeychainState = 'available';

  const guarded = async <T>(action: string, work: () => Promise<T>): Promise<T | null> => {
    const isAsking = setTimeout(() => (state = 'locked'), PATIENCE_MS);
    try {
      const value = await work();
      state = 'available';
      return value;
    } catch (error) {
      state = error instanceof CodedError && error.code === 'keychain-locked' ? 'locked' : 'absent';
      log.warn('keychain-failed', { action, state, ...describeError(error) });
      return null;
    } finally {
      clearTimeout(isAsking);
    }
  };

  return {
    get: async (name: SecretName) => (await memory.get(name)) ?? (await guarded('get', () => keychain.get(name))),
    set: async (name, secret) => {
      await memory.set(name, secret);
      await patiently(guarded('set', () => keychain.set(name, secret)));
    },
    delete: async (name) => {
      await memory.delete(name);
      await patiently(guarded('delete', () => keychain.delete(name)));
    },
    state: () => state,
  };
}

async function patiently(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS + 100)));
  await Promise.race([work, enough]);
  clearTimeout(timer);
}
