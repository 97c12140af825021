import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Tells programs on the same machine where the service listens: `{port, pid}`. Written beside its place and renamed, so
 * that nobody reads half of it.
 *
 * @returns the function that removes it
 */
export async function writeListeningFile(dataDir: string, port: number): Promise<() => Promise<void>> {
  const file = join(dataDir, 'listening.json');
  const half = `${file}.${process.pid}`;
  await writeFile(half, `${JSON.stringify({ port, pid: process.pid })}\n`);
  await rename(half, file);
  return () => rm(file, { force: true });
}
