import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One step of the demo, as `report.json` holds it. */
export type Step = { step: number; title: string; ms: number; ok: boolean; detail?: string };

/** Times the steps, prints them, photographs after each, and writes `report.json`, also after a failure. */
export class DemoReport {
  private readonly steps: Step[] = [];
  private readonly figures: Record<string, number> = {};

  constructor(
    private readonly dir: string,
    private readonly photograph: (path: string) => Promise<void>,
  ) {}

  async begin(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
    await mkdir(this.dir, { recursive: true });
  }

  /** Runs one step. What `work` returns is passed on; an error is recorded and thrown again. */
  async step<T>(step: number, title: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      const value = await work();
      this.record({ step, title, ms: round(performance.now() - start), ok: true });
      await this.photograph(join(this.dir, `step-${String(step).padStart(2, '0')}.png`));
      return value;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.record({ step, title, ms: round(performance.now() - start), ok: false, detail });
      await this.write();
      throw error;
    }
  }

  /** A figure in milliseconds that is not a step. */
  figure(name: string, ms: number): void {
    this.figures[name] = round(ms);
    process.stdout.write(`          ${name}: ${round(ms)} ms\n`);
  }

  async write(): Promise<void> {
    const ok = this.steps.every((step) => step.ok);
    await writeFile(
      join(this.dir, 'report.json'),
      `${JSON.stringify({ ok, steps: this.steps, figuresMs: this.figures }, null, 2)}\n`,
    );
  }

  private record(step: Step): void {
    this.steps.push(step);
    process.stdout.write(
      `${step.ok ? 'ok  ' : 'FAIL'} step ${String(step.step).padStart(2)}  ${String(step.ms).padStart(7)} ms  ${step.title}${step.detail ? `: ${step.detail}` : ''}\n`,
    );
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
