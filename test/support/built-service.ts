import { join } from 'node:path';
import { build } from 'vite';
import { repositoryRoot } from './repository-root';

/**
 * Bundles the service's command line as a release does, for tests that start it many times: half a second once instead
 * of two at each start. Below the repository, so that it finds the libraries.
 *
 * @returns the path of the program
 */
export async function buildService(): Promise<string> {
  const outDir = join(repositoryRoot, 'out', `service-under-test-${process.pid}`);
  await build({
    configFile: join(repositoryRoot, 'service/vite.config.ts'),
    logLevel: 'error',
    build: { outDir, sourcemap: false },
  });
  return join(outDir, 'cli.js');
}
