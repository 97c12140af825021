import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages';

/** Memory of the thread's heap; the sources of mails are not in it. */
const MAX_HEAP_MB = 256;

/** Why the thread did not answer: a few words without anything of a mail. */
export class NoAnswer extends Error {}

/** One thread, which answers one message at a time. After it did not answer once it is of no use any more, and ended. */
export class WorkerThread {
  private readonly worker = startWorker();
  private failure: NoAnswer | null = null;
  private settle: ((answer: FromWorker | NoAnswer) => void) | null = null;

  constructor() {
    this.worker.on('message', (answer: FromWorker) => this.settle?.(answer));
    this.worker.on('error', (error) => this.fail(isOutOfMemory(error) ? 'took too much memory' : 'the reader failed'));
    this.worker.on('exit', () => this.fail('the reader ended'));
  }

  /** @throws NoAnswer */
  async ask(message: ToWorker, transfer: ArrayBuffer[], limitMs: number): Promise<FromWorker> {
    if (this.failure !== null) throw this.failure;
    const answered = new Promise<FromWorker | NoAnswer>((resolve) => (this.settle = resolve));
    const timer = setTimeout(() => this.fail('took too long'), limitMs);
    this.worker.postMessage(message, transfer);
    const answer = await answered;
    clearTimeout(timer);
    this.settle = null;
    if (!(answer instanceof NoAnswer)) return answer;
    await this.end();
    throw answer;
  }

  /** Ends it, whatever it is doing. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(reason: string): void {
    this.failure ??= new NoAnswer(reason);
    this.settle?.(this.failure);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function startWorker(): Worker {
  const options = {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // the process's secrets are nothing to a thread that reads what strangers write
    env: {},
  };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./reading-worker.js', import.meta.url), options);
  // of the sources, as tests and tools run them: a thread does not inherit the loader of TypeScript from the process
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href;
  const source = new URL('./worker.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(code, { ...options, eval: true });
}
