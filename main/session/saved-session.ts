import { z } from 'zod';
import type { Vault } from '../vault/vault';

/** What is needed to go on after a restart without asking for the password again. */
const savedSessionSchema = z.object({ serviceUrl: z.string(), username: z.string(), token: z.string() });
export type SavedSession = z.infer<typeof savedSessionSchema>;

/** Reads the saved session; one of another version of the application counts as none. */
export async function loadSavedSession(vault: Vault): Promise<SavedSession | null> {
  const text = await vault.get('session');
  if (text === null) return null;
  try {
    return savedSessionSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function saveSession(vault: Vault, session: SavedSession): Promise<void> {
  await vault.set('session', JSON.stringify(session));
}
