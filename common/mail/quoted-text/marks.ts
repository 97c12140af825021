import { attributionEndingAt } from './attribution';
import { isBlank, isQuoted, lineAt, type Line } from './lines';
import { quotedMailHead } from './separators';
import { fencedLines, signatureStart } from './signature';

/** What a stretch of lines is, before it is known what becomes of it. `end` is the line after it. */
export type Stretch = { kind: 'text' | 'quote' | 'attribution' | 'head' | 'signature'; start: number; end: number };

/** Parts a mail into stretches, in order and without gaps; blank lines go with what stands above them. */
export function stretchesOf(lines: readonly Line[]): Stretch[] {
  const fenced = fencedLines(lines);
  const stretches: Stretch[] = [];
  const push = (kind: Stretch['kind'], start: number, end: number): void => {
    const last = stretches.at(-1);
    if (last?.kind === kind && (kind === 'text' || kind === 'quote')) last.end = end;
    else stretches.push({ kind, start, end });
  };
  let from = 0;
  for (let at = 0; at < lines.length;) {
    const head = fenced.has(at) || isQuoted(lineAt(lines, at)) ? null : quotedMailHead(lines, at);
    const attribution = head === null && !fenced.has(at) ? attributionEndingAt(lines, at, from) : null;
    const end = head ?? at + 1;
    if (head !== null) push('head', at, end);
    else if (attribution !== null) {
      takeBack(stretches, attribution.start);
      push('attribution', attribution.start, end);
    } else push(lineKind(lines, at, stretches), at, end);
    if (head !== null || attribution !== null) from = end;
    at = end;
  }
  return stretches.flatMap((stretch, index) => withSignature(lines, stretch, stretches[index + 1], fenced));
}

function lineKind(lines: readonly Line[], at: number, stretches: readonly Stretch[]): Stretch['kind'] {
  const line = lineAt(lines, at);
  if (isQuoted(line)) return 'quote';
  const last = stretches.at(-1);
  if (isBlank(line)) return last?.kind === 'quote' ? 'quote' : 'text';
  // Some clients quote by `|`. It draws tables, too, so it counts only below an attribution.
  if (line.raw.startsWith('|') && isBarQuoted(lines, at, stretches)) return 'quote';
  return last?.kind === 'quote' && isWrappedQuote(lines, at) ? 'quote' : 'text';
}

function isBarQuoted(lines: readonly Line[], at: number, stretches: readonly Stretch[]): boolean {
  const last = stretches.at(-1);
  if (last?.kind === 'quote') return lineAt(lines, at - 1).raw.startsWith('|');
  if (last?.kind === 'attribution') return true;
  return last?.kind === 'text' && stretches.at(-2)?.kind === 'attribution' && allBlank(lines, last);
}

function allBlank(lines: readonly Line[], { start, end }: Stretch): boolean {
  for (let at = start; at < end; at += 1) if (!isBlank(lineAt(lines, at))) return false;
  return true;
}

/** The rest of a quoted line which was too long and lost its mark: it goes on in the middle of a sentence. */
function isWrappedQuote(lines: readonly Line[], at: number): boolean {
  const above = lineAt(lines, at - 1);
  const { text } = lineAt(lines, at);
  const isCut = isQuoted(above) && above.text.length >= 60 && !/[.?!:;…]$/.test(above.text);
  return (
    isCut && text.length < above.text.length && isQuoted(lineAt(lines, at + 1)) && /^(?:\p{Ll}|<|https?:)/u.test(text)
  );
}

/** Lines which turned out to begin an attribution are no text any more. */
function takeBack(stretches: Stretch[], start: number): void {
  for (let last = stretches.at(-1); last !== undefined && last.end > start; last = stretches.at(-1)) {
    if (last.start < start) last.end = start;
    else stretches.pop();
  }
}

/** A signature ends the mail, or the text above a quote. */
function withSignature(
  lines: readonly Line[],
  stretch: Stretch,
  next: Stretch | undefined,
  fenced: ReadonlySet<number>,
): Stretch[] {
  if (stretch.kind !== 'text') return [stretch];
  if (next !== undefined && next.kind !== 'attribution' && next.kind !== 'head' && next.kind !== 'quote')
    return [stretch];
  const start = signatureStart(lines, stretch.start, stretch.end, fenced);
  if (start >= stretch.end) return [stretch];
  const signature: Stretch = { kind: 'signature', start, end: stretch.end };
  return start > stretch.start ? [{ ...stretch, end: start }, signature] : [signature];
}
