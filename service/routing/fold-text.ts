/** What stands for the same letter or sign in another guise: see `foldText`. */
const ALIKE: Record<string, string> = { ß: 'ss', ς: 'σ', ı: 'i', '‘': "'", '’': "'", ʼ: "'", '‐': '-' };
const ALIKE_SIGNS = /[ßςı‘’ʼ‐]/g;
/** Signs that nobody sees: soft hyphen, zero-width space and word joiner, byte order mark, variation selectors. */
const UNSEEN = /\u00ad|\u200b|\u2060|\ufeff|[\ufe00-\ufe0f]/g;

/**
 * More marks on a letter than any language writes (Unicode 15, 3.13: stream-safe text). They have to be put in order to be
 * composed, which takes the square of their number: a mail of nothing else would keep a processor for half a minute.
 */
const PILED_MARKS = /(\p{M}{30})\p{M}+/gu;

/**
 * The form in which texts are compared: composed (NFKC), lower case, one space for any white space, without what nobody
 * sees. German `ß` is `ss`, as its capitals are. The four letters i of Turkish are one, because nobody can say of `IADE`
 * whether it is English or Turkish; accents count otherwise.
 */
export function foldText(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return spaced(text.toLowerCase());
  const lower = text.replace(UNSEEN, '').replace(PILED_MARKS, '$1').normalize('NFKC').toLowerCase();
  // `İ` in lower case is an i with a dot above of its own
  const alike = lower.replace(/i\u0307+/g, 'i').replace(ALIKE_SIGNS, (sign) => ALIKE[sign] ?? sign);
  return spaced(alike === lower ? lower : alike.normalize('NFKC'));
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ');
}
