/** Wakes one waiting loop. Any number of beats before it waits count as one; an abort counts as a beat. */
export class Pulse {
  private isBeaten = false;
  private wake: (() => void) | null = null;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.beat(), { once: true });
  }

  beat(): void {
    this.isBeaten = true;
    this.wake?.();
  }

  /** Forgets the beats so far: what they tell of is about to be looked at. */
  clear(): void {
    this.isBeaten = false;
  }

  /** Resolves at the next beat, at once if there was one since {@link clear}, and after `limitMs` at the latest. */
  async wait(limitMs?: number): Promise<void> {
    if (this.isBeaten || this.signal.aborted) return;
    await new Promise<void>((done) => {
      const timer = limitMs === undefined ? undefined : setTimeout(done, limitMs);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.wake = null;
  }

  /** Lets time pass, whatever beats meanwhile, unless aborted. */
  async pause(ms: number): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          done();
        },
        { once: true },
      );
    });
  }
}
