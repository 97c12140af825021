import { readFile, writeFile } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { readDocument } from '../config/current-configuration';
import { parseFile } from '../config/load-config';
import { saveConfiguration } from '../config/save-configuration';
import { parseStored } from '../config/stored-configuration';
import { StartError } from '../start-error';
import type { Database } from '../store/schema';

const PROBLEMS_TOLD = 50;

/**
 * Writes the configuration in force into a file, which is replaced. One that this program cannot read is written as it
 * is stored, to be corrected.
 *
 * @throws StartError also then, which says what is wrong with it
 */
export async function exportConfiguration(db: Kysely<Database>, file: string): Promise<number> {
  const stored = await readDocument(db);
  if (stored === null) throw new StartError('config', 'Nothing is configured yet: seed it first');
  const { version, document } = stored;
  await write(file, document);
  const { configuration } = parseStored(document, version);
  await write(file, configuration);
  return version;
}

/**
 * Puts the file's configuration in the place of the one in force, by the same save as through the API.
 *
 * @throws StartError that names each place which is wrong
 */
export async function importConfiguration(db: Kysely<Database>, file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError('config', `The file ${file} cannot be read (${error.code ?? error.name})`);
  });
  const outcome = await saveConfiguration(
    { db, now: () => new Date() },
    { version: null, configuration: parseFile(file, text), by: 'system' },
  );
  switch (outcome.outcome) {
    case 'saved':
      return outcome.version;
    case 'refused': {
      const told = outcome.problems
        .slice(0, PROBLEMS_TOLD)
        .map(({ path, message }) => `${path.join('.') || '(whole file)'}: ${message}`);
      throw new StartError('config', `The configuration in ${file} is not saved: ${told.join('; ')}`);
    }
    case 'changed-meanwhile':
      throw new Error('A save that names no version was refused for it');
  }
}

async function write(file: string, document: object): Promise<void> {
  // For the service's user alone: it tells whom a site takes for important, or blocks.
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new StartError('config', `The file ${file} cannot be written (${error.code ?? error.name})`);
    },
  );
}
