import type { Logger } from 'pino';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 10_000;
/** A timer's longest delay; waking early costs one run. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export type WakeLoopOptions = {
  /** Does what there is to do and says when it is to be called again at the latest; null: only when woken. */
  run: () => Promise<Date | null>;
  now: () => Date;
  log: Logger;
};

/** Runs something whenever it is woken or its deadline comes; never twice at the same time. */
export type WakeLoop = {
  /** There may be something to do. Many calls while it runs are one more run. */
  wake: () => void;
  /** Lets the present run finish; there is no other after it. */
  stop: () => Promise<void>;
};

/** Starts the loop; it does nothing until it is woken. A run that fails is repeated with back-off, woken or not. */
export function startWakeLoop(options: WakeLoopOptions): WakeLoop {
  const loop = new Loop(options);
  return { wake: () => loop.wake(), stop: () => loop.stop() };
}

class Loop {
  private isWoken = false;
  private isBackingOff = false;
  private isStopped = false;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;

  constructor(private readonly options: WakeLoopOptions) {}

  wake(): void {
    // a failing database is not asked faster for being asked often
    if (this.isStopped || this.isBackingOff) return;
    this.isWoken = true;
    this.running ??= this.runUntilIdle();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async runUntilIdle(): Promise<void> {
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      clearTimeout(this.timer);
      await this.runOnce();
    }
    // in the same turn as the last look at isWoken, so that no wake falls in between
    this.running = null;
  }

  private async runOnce(): Promise<void> {
    try {
      const next = await this.options.run();
      this.failures = 0;
      if (next !== null) this.sleep(next.getTime() - this.options.now().getTime());
    } catch (error) {
      this.failures += 1;
      this.options.log.warn({ err: error, failures: this.failures }, 'a run failed and will be repeated');
      this.isWoken = false;
      this.isBackingOff = true;
      this.sleep(Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), MAX_RETRY_MS));
    }
  }

  private sleep(ms: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(
      () => {
        this.isBackingOff = false;
        this.wake();
      },
      Math.min(Math.max(ms, 0), MAX_TIMER_MS),
    );
  }
}
