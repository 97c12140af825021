import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from '../disk/private-file';

/** What the desktop remembers between starts. Never a secret: those are in the vault. */
const settingsSchema = z.object({
  serviceUrl: z.string().max(2000).catch(''),
  username: z.string().max(200).catch(''),
  /** PEM file of the organisation's own certificate authority, for the service. */
  caFile: z.string().nullable().catch(null),
  window: z
    .object({
      x: z.int().optional(),
      y: z.int().optional(),
      width: z.int().min(640).max(20_000),
      height: z.int().min(480).max(20_000),
      isMaximized: z.boolean(),
    })
    .nullable()
    .catch(null),
});
export type Settings = z.infer<typeof settingsSchema>;

export type SettingsStore = {
  current: () => Settings;
  change: (change: Partial<Settings>) => Promise<void>;
};

/**
 * Opens `settings.json` in a folder. A file that cannot be understood (cut off, edited by hand) gives the defaults:
 * the application must start, and nothing in it is irreplaceable.
 */
export async function openSettings(folder: string): Promise<SettingsStore> {
  const path = join(folder, 'settings.json');
  let settings = parse(await readPrivateFile(path));
  let writing: Promise<void> = Promise.resolve();
  return {
    current: () => settings,
    change: (change) => {
      settings = { ...settings, ...change };
      const content = JSON.stringify(settings, null, 2);
      // One after the other, so that the newest content is the one that stays; a failed write does not stop the next.
      writing = writing.then(
        () => writePrivateFile(path, content),
        () => writePrivateFile(path, content),
      );
      return writing;
    },
  };
}

function parse(text: string | null): Settings {
  return settingsSchema.parse(asObject(text));
}

function asObject(text: string | null): object {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
