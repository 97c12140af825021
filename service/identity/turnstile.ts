import { CodedError } from '../../common/contract/errors';

/**
 * Lets so many in at once and keeps a short line: hashing takes memory and all processors, and a flood of sign-ins must
 * not take them from the desks that work.
 */
export class Turnstile {
  private inside = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly lineLimit: number,
  ) {}

  /** @throws CodedError `service-unreachable` where the line is too long: try later */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.places) {
      if (this.line.length >= this.lineLimit) throw new CodedError('service-unreachable', 'Too many sign-ins at once');
      await new Promise<void>((enter) => this.line.push(enter));
    } else {
      this.inside++;
    }
    try {
      return await work();
    } finally {
      // The place goes straight to the next one in line.
      const next = this.line.shift();
      if (next) next();
      else this.inside--;
    }
  }
}
