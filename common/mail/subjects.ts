import { withoutSubjectTokens } from './thread-token';

/**
 * What mail programs put before a subject when they answer or forward, in lower case and composed form. From the
 * translations of Outlook, Lotus Notes, Thunderbird, Apple Mail and the mail services of the countries.
 */
const PREFIXES = [
  // English and what most programs write whatever their language
  ...['re', 'fw', 'fwd', 'resp', 'reply', 'forward', 'ans'],
  // German, Dutch, Scandinavian, Icelandic, Finnish
  ...['aw', 'antw', 'wg', 'antwort', 'weitergeleitet', 'doorst', 'sv', 'vs', 'vb', 'vl', 'vid', 'videres', 'fs', 'ff'],
  // Spanish, Portuguese, French, Italian, Romanian, Catalan
  ...['rv', 'res', 'enc', 'réf', 'ref', 'tr', 'i', 'r', 'rif', 'răsp', 'rasp', 'redir', 'reenv', 'rép', 'rep'],
  // Polish, Czech, Slovak, Hungarian, Croatian, Slovene, Estonian, Latvian, Lithuanian
  ...['odp', 'pd', 'odpověď', 'odpoveď', 'přep', 'vá', 'továbbítás', 'odg', 'prosl', 'vast', 'atb', 'ats'],
  // Turkish, Greek, Russian, Ukrainian, Bulgarian, Hebrew, Arabic
  ...['ynt', 'ilt', 'yan', 'cvp', 'απ', 'σχετ', 'πρθ', 'ha', 'на', 'отв', 'ответ', 'переслать', 'пер', 'відп', 'отг'],
  ...['השב', 'תגובה', 'הועבר', 'رد', 'إعادة توجيه', 'پاسخ'],
  // Chinese, Japanese, Korean, Vietnamese, Thai, Indonesian, Malay
  ...['回复', '回覆', '答复', '答覆', '转发', '轉寄', '轉發', '返信', '転送', '회신', '답장', '전달', 'trả lời'],
  ...['chuyển tiếp', 'tl', 'ct', 'ตอบ', 'ส่งต่อ', 'bls', 'trs', 'ank'],
].map((prefix) => prefix.normalize('NFKC'));

const ALTERNATIVES = [...new Set(PREFIXES)].sort((a, b) => b.length - a.length).join('|');
/** With what some programs count answers by: `Re[2]:`, `Re(2):`, `Re^2:`, `RE2:`. A full-width colon is one after NFKC. */
const ANSWER = new RegExp(`^(?:${ALTERNATIVES})\\s?(?:\\[\\d{1,4}\\]|\\(\\d{1,4}\\)|\\^?\\d{1,4})?\\s?:\\s*`, 'u');
/** Korean programs write `RE: 회신` without a second colon, others the English one before their own. */
const LONE_WORD = /^(?:회신|답장|전달|返信|回复|回覆)\s+(?=\S)/u;
/** What list software puts first: `[list]`, `[list 123]`. */
const LIST_TAG = /^\[[^[\]]{1,60}\]\s*/u;
const FORWARDED = /\s*\(fwd\)$/u;

/** A subject is cut here before it is looked at. */
const MAX_LENGTH = 1000;

/**
 * What a subject is about, for comparison alone: without what programs, lists and we ourselves put around it, in one case
 * and with single spaces. Empty where nothing is left.
 */
export function baseSubject(subject: string): string {
  const plain = withoutSubjectTokens(subject.slice(0, MAX_LENGTH)).normalize('NFKC').toLowerCase();
  // the dot above is what is left of a Turkish İ in lower case
  let rest = plain
    .replace(/[\p{Cf}\u0307]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  let wasAnswer = false;
  for (;;) {
    const next = strip(rest, wasAnswer);
    if (next === null) return rest;
    wasAnswer = true;
    rest = next;
  }
}

/** One of them less; null where none is left. A tag alone is the subject itself. */
function strip(subject: string, wasAnswer: boolean): string | null {
  const patterns = wasAnswer ? [ANSWER, LONE_WORD, FORWARDED] : [ANSWER, FORWARDED];
  for (const pattern of patterns) {
    if (pattern.test(subject)) return subject.replace(pattern, '').trim();
  }
  const untagged = subject.replace(LIST_TAG, '');
  return untagged === subject || untagged === '' ? null : untagged;
}
