import type { MimePart } from './part';

/** Longest line that is looked at: a boundary has 70 characters at the most (RFC 2046, 5.1.1). */
const MAX_LINE = 1000;
const LINE_START = Buffer.from('\n--');

/** A delimiter line: of which multipart, whether it closes it, and where it stands. */
export type Delimiter = { multipart: MimePart; isClosing: boolean; lineStart: number; lineEnd: number };

type Entered = { part: MimePart; boundary: string; shadowed: number | undefined };

/** Finds the delimiters of all multiparts that are entered, at a cost that does not grow with how many there are. */
export class Delimiters {
  private readonly entered: Entered[] = [];
  /** Where the innermost multipart with this boundary stands in `entered`. */
  private readonly byBoundary = new Map<string, number>();

  constructor(private readonly source: Buffer) {}

  enter(part: MimePart, boundary: string): void {
    this.entered.push({ part, boundary, shadowed: this.byBoundary.get(boundary) });
    this.byBoundary.set(boundary, this.entered.length - 1);
  }

  /** Ends the multiparts that a delimiter ends: those within its own, and its own where it closes it. */
  leave({ multipart, isClosing }: Delimiter): MimePart[] {
    const left: MimePart[] = [];
    for (let last = this.entered.at(-1); last !== undefined; last = this.entered.at(-1)) {
      const isOwn = last.part === multipart;
      if (isOwn && !isClosing) break;
      this.entered.pop();
      left.push(last.part);
      if (last.shadowed === undefined) this.byBoundary.delete(last.boundary);
      else this.byBoundary.set(last.boundary, last.shadowed);
      if (isOwn) break;
    }
    return left;
  }

  leaveAll(): MimePart[] {
    return this.entered.splice(0).map(({ part }) => part);
  }

  /** The first delimiter from the line on that begins here. */
  next(from: number): Delimiter | null {
    if (this.entered.length === 0) return null;
    for (let lineStart = this.nextDashes(from); lineStart !== -1; lineStart = this.nextDashes(lineStart + 1)) {
      const found = this.at(lineStart);
      if (found !== null) return found;
    }
    return null;
  }

  /** The delimiter that this line is. */
  at(lineStart: number): Delimiter | null {
    const { source } = this;
    if (source[lineStart] !== 0x2d || source[lineStart + 1] !== 0x2d) return null;
    const feed = source.indexOf(0x0a, lineStart);
    const lineEnd = feed === -1 ? source.length : feed + 1;
    if (lineEnd - lineStart > MAX_LINE) return null;
    // what is named in a header is text, and was decoded as such
    const line = source.toString('utf8', lineStart + 2, lineEnd).trimEnd();
    const open = this.byBoundary.get(line);
    const index = open ?? (line.endsWith('--') ? this.byBoundary.get(line.slice(0, -2).trimEnd()) : undefined);
    const entered = index === undefined ? undefined : this.entered[index];
    return entered === undefined
      ? null
      : { multipart: entered.part, isClosing: open === undefined, lineStart, lineEnd };
  }

  private nextDashes(from: number): number {
    if (from === 0 && this.source[0] === 0x2d && this.source[1] === 0x2d) return 0;
    const at = this.source.indexOf(LINE_START, Math.max(0, from - 1));
    return at === -1 ? -1 : at + 1;
  }
}
