// Digits of any script: Arabic and Persian clients write their own. All of it is run on short strings alone.
const NUMERIC_DATE = /(?<!\p{Nd})\p{Nd}{1,4}(?:\. ?|[/-])\p{Nd}{1,2}(?:\. ?|[/-])\p{Nd}{2,4}(?!\p{Nd})/u;
const EAST_ASIAN_DATE = /\p{Nd}{1,2} ?[月월]/u;
const YEAR = /(?<!\p{Nd})\p{Nd}{4}(?!\p{Nd})/u;
const DAY = /(?<!\p{Nd})\p{Nd}{1,2}(?!\p{Nd})/u;
const TIME = /(?<!\p{Nd})\p{Nd}{1,2}[:.hH時点시]\s?\p{Nd}{2}(?!\p{Nd})/u;
const ADDRESS = /[^\s<>"(),:;@]{1,64}@[^\s<>"(),:;@]{1,255}/u;
const BRACKETED_ADDRESS = /(?:[<([]|&lt;|mailto:)\s*["']?[^\s<>"(),:;@]{1,64}@[^\s<>"(),:;@]{1,255}/iu;

/** Whether a day is named: 3.5.2024, 2024-05-03, 3 May 2024, 5月3日. */
export function hasDate(text: string): boolean {
  return NUMERIC_DATE.test(text) || EAST_ASIAN_DATE.test(text) || (YEAR.test(text) && DAY.test(text));
}

/** Whether a time of day is named. */
export function hasTime(text: string): boolean {
  return TIME.test(text);
}

/** Whether there is an e-mail address. */
export function hasAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Whether there is an e-mail address in brackets, as behind a name. */
export function hasBracketedAddress(text: string): boolean {
  return BRACKETED_ADDRESS.test(text);
}
