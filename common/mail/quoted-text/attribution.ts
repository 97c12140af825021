import {
  beginsLikeAttribution,
  beginsLikeSentence,
  beginsWithIntroduction,
  endsWithWrote,
  namesWriterBehind,
  saysWrote,
} from './attribution-words';
import { hasAddress, hasBracketedAddress, hasDate, hasTime } from './dates';
import { isBlank, lineAt, nextFilled, type Line } from './lines';

/** Clients wrap attributions; wrapped further than this is none. */
const MAX_LINES = 5;
const MAX_LENGTH = 420;

/** Lines `start` to `end` (excluded) say who wrote what follows, and when. */
export type Attribution = { start: number; end: number };

/**
 * The attribution that ends on this line; null where none does. It is looked for from its end, because that is what all
 * languages and clients have in common: a colon behind a name, a date or "wrote". A sentence of the writer's own may have
 * these too, so an attribution which no `>` follows needs more of them.
 */
export function attributionEndingAt(lines: readonly Line[], at: number, from: number): Attribution | null {
  const last = lineAt(lines, at).text;
  if (!mayEnd(last)) return null;
  const isBeforeQuote = /^[>|]/.test(lineAt(lines, nextFilled(lines, at + 1)).raw);
  let best: { start: number; score: number } | null = null;
  let text = '';
  for (let start = at; start >= from && at - start < MAX_LINES; start -= 1) {
    const line = lineAt(lines, start);
    // Some write name and <address> as paragraphs of their own.
    if (isBlank(line) && !/^[<>]/.test(text)) break;
    if (start < at && line.raw.startsWith('>')) break;
    text = `${line.text} ${text}`.trim();
    if (text.length > MAX_LENGTH) break;
    // The end alone may look like a quote: a wrapped `<address` leaves `> wrote:`.
    if (isBlank(line) || line.raw.startsWith('>')) continue;
    const score = attributionScore(text, isBeforeQuote);
    const isParagraph = start === from || isBlank(lineAt(lines, start - 1));
    const weight = score === 3 && isParagraph && beginsWithIntroduction(text) ? 4 : score;
    if (weight > (best?.score ?? 0)) best = { start, score: weight };
  }
  return best === null ? null : { start: best.start, end: at + 1 };
}

function mayEnd(text: string): boolean {
  return /[:：)>\]]$|\p{L}\)? ?-{2,}$|(?:写道|寫道)$/u.test(text);
}

/** 0: none; 1: one only if nothing better is found; 2: a whole one; 3: a whole one from its very first word. */
function attributionScore(text: string, isBeforeQuote: boolean): number {
  // The shortest there is: "A said:". Many a line that ends in a colon is settled here.
  if (text.length < 7 || !isBalanced(text)) return 0;
  const isWhole = isWholeAttribution(text, isBeforeQuote);
  if (isWhole && beginsLikeAttribution(text)) return 3;
  if (isWhole) return 2;
  return isBeforeQuote && isWeakAttribution(text) ? 1 : 0;
}

function isWholeAttribution(text: string, isBeforeQuote: boolean): boolean {
  if (!isBeforeQuote && beginsLikeSentence(text)) return false;
  const isDated = hasDate(text);
  if (/^-{2,}.*-{2,}$/.test(text) && text.length < 120 && endsWithWrote(text)) return true;
  if (/-{2,}$/.test(text)) return isDated && endsWithWrote(text) && (hasAddress(text) || hasTime(text));
  if (!/[:：]$/.test(text)) return isOldGmail(text, isBeforeQuote) || (isDated && /(?:写道|寫道)$/.test(text));
  if (isDated && hasBracketedAddress(text)) return saysWrote(text) || hasTime(text) || isBeforeQuote;
  if (!saysWrote(text)) return false;
  if (isDated) return isBeforeQuote || namesWriter(text);
  return hasAddress(text) && endsWithWrote(text) && text.length < 160;
}

/** Without an address and without `>` below it: "On 3 May 2024 at 10:00, Anna wrote:", "Am 3.5.2024 schrieb Anna:". */
function namesWriter(text: string): boolean {
  return (
    text.length < 200 &&
    beginsLikeAttribution(text) &&
    (endsWithWrote(text) || (hasTime(text) && namesWriterBehind(text)))
  );
}

/** Gmail long wrote `2013/7/20 Anna <anna@example.com>` and nothing more. */
function isOldGmail(text: string, isBeforeQuote: boolean): boolean {
  if (!/^\p{Nd}{4}[/.年-]/u.test(text) && !(isBeforeQuote && /^\p{Nd}/u.test(text))) return false;
  return text.length < 200 && hasDate(text) && hasBracketedAddress(text) && /[)>\]]$/.test(text);
}

/** What is an attribution because a quote follows: "Anna wrote:", and a date or an address with a colon in any language. */
function isWeakAttribution(text: string): boolean {
  if (!/[:：]$/.test(text) || text.length > 200) return false;
  return (endsWithWrote(text) && text.length < 100) || (hasDate(text) && hasTime(text)) || hasBracketedAddress(text);
}

/** The window begins inside of an `<address>` when more brackets close than open. */
function isBalanced(text: string): boolean {
  const plain = text.replace(/&[lg]t;/g, '');
  return plain.split('>').length <= plain.split('<').length;
}
