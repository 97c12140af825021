import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Memory of the thread's heap: the sources of mails are not in it. A mail that takes more than this is not read. */
const MAX_HEAP_MB = 256;

/**
 * Starts the reading thread: of the built service the file beside this one, of the sources the TypeScript itself, by the
 * loader that the tests and tools run by.
 */
export function startWorker(): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const options: WorkerOptions = {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    // nothing of the process is the thread's business, its secrets least of all
    env: {},
    execArgv: isSource ? ['--import', 'tsx'] : [],
  };
  return new Worker(new URL(isSource ? './worker.ts' : './reading-worker.js', import.meta.url), options);
}
