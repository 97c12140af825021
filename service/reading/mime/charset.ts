import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';
import iconv from 'iconv-lite';
import { fromHz, fromIso2022Kr } from './seven-bit-charset';

/** What most text means that is not UTF-8 and does not say what it is. */
const FALLBACK = 'windows-1252';
/** Octets by which a charset is guessed: more makes no guess better. */
const SAMPLE = 16 * 1024;
/** Below this a guess is worse than the fallback. */
const MIN_CONFIDENCE = 50;
/** Labels that name no charset. */
const NO_CHARSET =
  /^(|x-unknown|unknown(-8bit)?|default(_charset)?|binary|8bit|none|iso-10646|us-ascii|ascii|ansi_x3\.4-1968|cp367)$/;

/** Names that the libraries do not know. */
const ALIASES: Record<string, string> = {
  'ks_c_5601-1987': 'cp949',
  ksc5601: 'cp949',
  'x-windows-949': 'cp949',
  'windows-949': 'cp949',
  ms949: 'cp949',
  uhc: 'cp949',
  'euc-kr': 'cp949',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'utf-8-mac': 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
};

/** Charsets of more octets for a character: some of their text is valid UTF-8 by chance, so the label stands. */
const MULTI_BYTE = /^(gb|big5|cp9[345]\d|shift|euc|iso-2022|hz|utf-(7|16|32))/;

/**
 * Text of octets that say, or do not say, what charset they are in. Never throws. A label that the octets contradict does not
 * count: what is valid UTF-8 beyond ASCII is UTF-8, and what is labelled so and is not is guessed.
 */
export function decodeText(octets: Buffer, label: string | null): string {
  const charset = charsetOf(label);
  if (charset === null || charset === 'utf-8') return decodeUnlabelled(octets);
  if (!MULTI_BYTE.test(charset) && isUtf8(octets) && hasHighOctet(octets)) return withoutMark(octets.toString('utf8'));
  return decodeAs(octets, charset) ?? decodeUnlabelled(octets);
}

function charsetOf(label: string | null): string | null {
  const name = (label ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']+|["']+$/g, '')
    .replace(/^cp-?(125\d)$/, 'windows-$1')
    .replace(/^(iso)_?-?(8859)_?-?/, 'iso-8859-')
    .replace(/^utf-?8$|^utf_8$/, 'utf-8');
  if (NO_CHARSET.test(name)) return null;
  return ALIASES[name] ?? name;
}

/**
 * iconv-lite has the tables that browsers use; TextDecoder, in Node, those of ICU, which lack the Korean additions of cp949 and
 * give control characters for the quotation marks of windows-1252. Null for a charset that nobody knows.
 */
function decodeAs(octets: Buffer, charset: string): string | null {
  if (charset === 'iso-2022-kr') return decodeAs(fromIso2022Kr(octets), 'cp949');
  if (charset === 'hz-gb-2312') return decodeAs(fromHz(octets), 'gb18030');
  if (iconv.encodingExists(charset)) return iconv.decode(octets, charset);
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    return null;
  }
}

function decodeUnlabelled(octets: Buffer): string {
  if (isUtf8(octets)) {
    // seven bits and escape sequences: valid as UTF-8 too
    return octets.includes('\x1b$')
      ? new TextDecoder('iso-2022-jp').decode(octets)
      : withoutMark(octets.toString('utf8'));
  }
  return decodeAs(octets, guess(octets)) ?? octets.toString('latin1');
}

/** The charset that text is likely in which is no valid UTF-8. The more there is of it, the better. */
export function guess(octets: Buffer): string {
  const sample = octets.subarray(0, SAMPLE);
  // one broken character, or one that is cut at the end, does not make it another charset
  const asUtf8 = sample.toString('utf8');
  const broken = asUtf8.split('\ufffd').length - 1;
  if (broken > 0 && broken * 20 < (asUtf8.match(/[\u0080-\ufffc]/g) ?? []).length) return 'utf-8';
  const [best] = chardet.analyse(sample).filter(({ name }) => !name.startsWith('UTF-'));
  if (best === undefined || best.confidence < MIN_CONFIDENCE) return FALLBACK;
  return charsetOf(best.name) ?? FALLBACK;
}

function hasHighOctet(octets: Buffer): boolean {
  return octets.some((octet) => octet > 0x7f);
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
