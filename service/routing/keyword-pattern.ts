import { foldText } from './fold-text';

/** A keyword made ready: what is looked for in a folded text, and at which of its ends a word may go on. */
export type KeywordPattern = { core: string; isOpenBefore: boolean; isOpenAfter: boolean };

/** `refund*` is `refund` that may go on. Null for what is nothing but stars and blanks. */
export function parseKeyword(keyword: string): KeywordPattern | null {
  const folded = foldText(keyword).trim();
  const core = folded.replace(/^\*+|\*+$/g, '').trim();
  if (core === '') return null;
  return { core, isOpenBefore: folded.startsWith('*'), isOpenAfter: folded.endsWith('*') };
}

type CharKind = 'none' | 'word' | 'unspaced' | 'mark';

/**
 * Scripts whose words are not set apart by spaces, and Korean, whose words take their endings without one: in them a
 * keyword matches anywhere.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u;

function kindOf(char: string): CharKind {
  if (char <= '\x7f') return /[a-z0-9_]/.test(char) ? 'word' : 'none';
  if (/\p{M}/u.test(char)) return 'mark';
  if (!/[\p{L}\p{N}]/u.test(char)) return 'none';
  return UNSPACED.test(char) ? 'unspaced' : 'word';
}

/** The kinds of the characters of the basic plane, looked up once each. */
const kinds = new Map<string, CharKind>();

function kindAt(text: string, at: number): CharKind {
  const char = text.charAt(at);
  let kind = kinds.get(char);
  if (kind === undefined) {
    kind = kindOf(char);
    kinds.set(char, kind);
  }
  // the halves of a character beyond the basic plane are no letters on their own
  return /[\ud800-\udfff]/.test(char) ? kindOf(wholeAt(text, at)) : kind;
}

function wholeAt(text: string, at: number): string {
  const isSecondHalf = /[\udc00-\udfff]/.test(text.charAt(at));
  return String.fromCodePoint(text.codePointAt(isSecondHalf && at > 0 ? at - 1 : at) ?? 0);
}

/** Whether a keyword that is found at `start` begins a word there. */
export function beginsWord(text: string, start: number): boolean {
  if (start === 0) return true;
  const first = kindAt(text, start);
  if (first === 'mark') return false;
  // a letter with its accents is one
  let before = start - 1;
  while (before > 0 && kindAt(text, before) === 'mark') before -= 1;
  return first !== 'word' || kindAt(text, before) !== 'word';
}

/** Whether a keyword that is found up to `end` (not included) ends a word there. */
export function endsWord(text: string, end: number): boolean {
  if (end >= text.length) return true;
  const after = kindAt(text, end);
  if (after === 'mark') return false;
  let last = end - 1;
  while (last > 0 && kindAt(text, last) === 'mark') last -= 1;
  return after !== 'word' || kindAt(text, last) !== 'word';
}
