import { createRequire } from 'node:module';
import type { detectAll } from 'tinyld';
import { newTextOf, splitQuotedText } from '../../common/mail/quoted-text/split-quoted-text';

/** What is looked at, in characters: a language shows in its first sentences. */
const MAX_TEXT = 2000;
/** Where quotes are looked for. */
const MAX_MAIL = 64 * 1024;
/** Fewer letters say nothing reliable; scripts that write a syllable or a word with one letter need fewer. */
const MIN_LETTERS = 15;
const MIN_DENSE_LETTERS = 5;
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
/** How sure the library must be (0 to 1), and how many times as sure as of the language that comes next. */
const MIN_ACCURACY = 0.12;
const MIN_LEAD = 1.5;

const load = createRequire(import.meta.url);
let detect: typeof detectAll | null = null;

/**
 * The language (ISO 639-1) that the writer of a mail used; null where the text is too short or mixed to say. Quoted text
 * is left out: it is what somebody else wrote.
 */
export function languageOf(subject: string, text: string): string | null {
  const own = newTextOf(splitQuotedText(text.slice(0, MAX_MAIL))).slice(0, MAX_TEXT);
  const words = `${own} ${subject}`.split(/\s+/);
  // addresses are in no language
  const sample = words.filter((word) => !word.includes('@') && !word.includes('://')).join(' ');
  if (!isLongEnough(sample)) return null;
  // Fifty megabytes, which only sites need that ask for languages.
  detect ??= (load('tinyld') as { detectAll: typeof detectAll }).detectAll;
  const [best, next] = detect(sample);
  if (best === undefined || best.accuracy < MIN_ACCURACY) return null;
  return next !== undefined && best.accuracy < next.accuracy * MIN_LEAD ? null : best.lang;
}

function isLongEnough(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters >= MIN_LETTERS || (text.match(DENSE)?.length ?? 0) >= MIN_DENSE_LETTERS;
}
