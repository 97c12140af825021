import { isBlank, lineAt, splitLines, type Line } from './lines';
import { stretchesOf, type Stretch } from './marks';

/**
 * What a part of a plain text mail is: `own`, written for this mail; `inline-quote`, quoted so that what stands beside it is
 * understood; `introduction`, the attribution or header of text that is not folded itself; `quoted`, what the mail answers
 * or forwards; `signature`.
 */
export type MailPart = { kind: 'own' | 'inline-quote' | 'introduction' | 'quoted' | 'signature'; text: string };
type Kind = MailPart['kind'];

/** Text that shows up behind a fold may hide one more; a mail of more layers than this is left as it is. */
const MAX_PASSES = 8;

/**
 * Parts a plain text mail into what its writer wrote and what was quoted. Put together, the parts are the mail, to the
 * character. The time grows with the length of the mail alone, whatever is in it.
 */
export function splitQuotedText(mail: string): MailPart[] {
  const lines = splitLines(mail);
  const kinds: Kind[] = lines.map(() => 'own');
  let places = lines.map((_, at) => at);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const found = kindsOf(places.map((place) => lineAt(lines, place)));
    places.forEach((place, at) => (kinds[place] = found[at] ?? 'own'));
    const kept = places.filter((place) => isNew(kinds[place] ?? 'own'));
    if (kept.length === places.length) break;
    places = kept;
  }
  return joined(lines, kinds);
}

/** What is left of a mail when its quotes and signature are folded. */
export function newTextOf(parts: readonly MailPart[]): string {
  return textOf(parts.filter((part) => isNew(part.kind)));
}

/** What is folded of a mail. */
export function foldedTextOf(parts: readonly MailPart[]): string {
  return textOf(parts.filter((part) => !isNew(part.kind)));
}

function isNew(kind: Kind): boolean {
  return kind === 'own' || kind === 'inline-quote';
}

function textOf(parts: readonly MailPart[]): string {
  return parts.map((part) => part.text).join('');
}

function joined(lines: readonly Line[], kinds: readonly Kind[]): MailPart[] {
  const parts: { kind: Kind; lines: string[] }[] = [];
  lines.forEach((line, at) => {
    const kind = kinds[at] ?? 'own';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line.raw);
    else parts.push({ kind, lines: [line.raw] });
  });
  return parts.map(({ kind, lines: raw }) => ({ kind, text: raw.join('') }));
}

function kindsOf(lines: readonly Line[]): Kind[] {
  const stretches = stretchesOf(lines).map((stretch) => ({ ...stretch, isFilled: isFilled(lines, stretch) }));
  const found = settleTrailing(stretches, settle(stretches));
  // A mail that is nothing but a quote is shown as it is.
  const hasWords = stretches.some(({ isFilled }, at) => isFilled && (found[at] === 'own' || found[at] === 'signature'));
  return stretches.flatMap(({ start, end }, at): Kind[] =>
    new Array<Kind>(end - start).fill(hasWords ? (found[at] ?? 'own') : 'inline-quote'),
  );
}

type Seen = Stretch & { isFilled: boolean };

function isFilled(lines: readonly Line[], { start, end }: Stretch): boolean {
  for (let at = start; at < end; at += 1) if (!isBlank(lineAt(lines, at))) return true;
  return false;
}

function settle(stretches: readonly Seen[]): Kind[] {
  const following = followers(stretches);
  const found: Kind[] = [];
  let isUnderWords = false;
  while (found.length < stretches.length) {
    const at = found.length;
    const { kind, isFilled } = stretches[at] ?? { kind: 'text', isFilled: false };
    if (kind === 'quote') found.push('inline-quote');
    else if (kind === 'text' || kind === 'signature') {
      found.push(kind === 'text' ? 'own' : 'signature');
      isUnderWords ||= isFilled;
    } else {
      const next = following[at]?.filled ?? stretches.length;
      const foldedUntil = foldEnd(stretches, following, { at, next, isUnderWords });
      if (foldedUntil === at) found.push('introduction');
      while (found.length < foldedUntil) found.push('quoted');
    }
  }
  return found;
}

/** The end of what is folded from this header or attribution on; itself where nothing is folded but the line. */
function foldEnd(
  stretches: readonly Seen[],
  following: readonly Following[],
  { at, next, isUnderWords }: { at: number; next: number; isUnderWords: boolean },
): number {
  if (stretches[at]?.kind === 'attribution' && stretches[next]?.kind === 'quote') {
    return isInterleaved(following, next) ? at : next + 1;
  }
  // Nothing marks the end of what was quoted without `>`: it goes to the end of the mail.
  return isUnderWords || next === stretches.length ? stretches.length : at;
}

/** A quote answered piece by piece: text and another quote follow, under the same attribution. */
function isInterleaved(following: readonly Following[], quote: number): boolean {
  const answer = following[quote]?.text ?? Infinity;
  const again = following[answer]?.quote ?? Infinity;
  return again < (following[quote]?.head ?? Infinity);
}

type Following = { filled: number; text: number; quote: number; head: number };

/** For each stretch the next one of each kind, from the end, so that nobody has to look for it. */
function followers(stretches: readonly Seen[]): Following[] {
  const following = new Array<Following>(stretches.length);
  const next: Following = { filled: stretches.length, text: Infinity, quote: Infinity, head: Infinity };
  for (let at = stretches.length - 1; at >= 0; at -= 1) {
    following[at] = { ...next };
    const { kind, isFilled } = stretches[at] ?? { kind: 'text', isFilled: false };
    if (isFilled) next.filled = at;
    if (kind === 'text' && isFilled) next.text = at;
    if (kind === 'quote') next.quote = at;
    if (kind === 'head' || kind === 'attribution') next.head = at;
  }
  return following;
}

/** Quotes that nothing is said below are no context for anything; a signature above a quote that stays is text. */
function settleTrailing(stretches: readonly Seen[], found: readonly Kind[]): Kind[] {
  const settled = [...found];
  const firstWords = stretches.findIndex(({ isFilled }, at) => isFilled && found[at] === 'own');
  let isLast = true;
  for (let at = stretches.length - 1; at >= 0; at -= 1) {
    const kind = found[at];
    const isUnderWords = firstWords !== -1 && firstWords < at;
    if (kind === 'inline-quote' && isLast && isUnderWords) settled[at] = 'quoted';
    else if (kind === 'inline-quote') isLast = false;
    else if (kind === 'signature' && !isLast) settled[at] = 'own';
    if (kind === 'own' && stretches[at]?.isFilled) isLast = false;
    if (kind === 'quoted') isLast = true;
  }
  return settled;
}
