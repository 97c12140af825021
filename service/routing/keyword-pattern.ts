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

/**
 * Scripts whose words are not set apart by spaces, and Korean, whose words take their endings without one: in them a
 * keyword matches anywhere.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u;

const UNKNOWN = 0;
const NONE = 1;
const WORD = 2;
const ANYWHERE = 3;
const MARK = 4;
const HALF = 5;

/** The kinds of the characters of the basic plane, each found out when it is met for the first time. */
const kinds = new Uint8Array(0x10000);

/**
 * Where in a folded text a keyword may begin or end that is a whole word: a 1 for each such place. Not inside a word, and
 * not between a letter and its accents.
 */
export function wordEdges(text: string): Uint8Array {
  const edges = new Uint8Array(text.length + 1);
  let before = NONE;
  for (let at = 0; at < text.length; at += 1) {
    const kind = kindAt(text, at);
    if (kind === MARK) continue;
    if (kind !== WORD || before !== WORD) edges[at] = 1;
    before = kind;
  }
  edges[0] = 1;
  edges[text.length] = 1;
  return edges;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let kind = kinds[code] ?? UNKNOWN;
  if (kind === UNKNOWN) {
    kind = code >= 0xd800 && code <= 0xdfff ? HALF : kindOf(text.charAt(at));
    kinds[code] = kind;
  }
  return kind === HALF ? kindOf(wholeAt(text, at)) : kind;
}

function kindOf(char: string): number {
  if (/\p{M}/u.test(char)) return MARK;
  if (!/[\p{L}\p{N}_]/u.test(char)) return NONE;
  return UNSPACED.test(char) ? ANYWHERE : WORD;
}

/** The character beyond the basic plane of which a half stands here. */
function wholeAt(text: string, at: number): string {
  const isSecondHalf = text.charCodeAt(at) >= 0xdc00;
  return String.fromCodePoint(text.codePointAt(isSecondHalf && at > 0 ? at - 1 : at) ?? 0);
}
