import { isBlank, isQuoted, lineAt, nextFilled, type Line } from './lines';

/** A signature has no more lines than this; more after a rule is text. */
const MAX_LINES = 25;
const MAX_LINE_LENGTH = 200;

// RFC 3676: two hyphens and a blank; the blank is often lost, and phones put a dash of their own.
const SIGNATURE_MARK = /^(?:--|—|––|–|__)$/;
const RULE = /^(?:[-_=*~–—] ?){3,}$/;

const DEVICE =
  'airmail|mailbox|yahoo|gmail|gmx|nokia|htc|sony|lg|' +
  'mobile|mobil\\p{L}*|móvil|movil|celular|handy|phone|smartphone|téléphone|telefon\\p{L}*|telefoon|telefono|teléfono|cell|tablet\\p{L}*|' +
  'device|mail|e-mail|protonmail|k-9|thunderbird|телефон\\p{L}*|смартфон\\p{L}*|puhelim\\p{L}*|手机|手機|携帯|スマートフォン|휴대폰|spark|app';
const SENT =
  'sent|gesendet|verschickt|geschickt|envoyé|envoyée|enviado|enviada|enviat|inviato|inviata|verzonden|verstuurd|wysłane|wysłano|wysłana|' +
  'odesláno|odoslané|skickat|skickades|sendt|lähetetty|saadetud|отправлено|надіслано|відправлено|gönderildi|στάλθηκε|εστάλη|trimis|elküldve|' +
  'küldve|poslano|изпратено|dikirim|gửi|ส่งจาก|发送|發送|傳送|发自|發自|送信|보냄|보낸|보내|נשלח|أرسلت|أُرسلت|مرسل|ارسال';
// These are inflected, and some scripts have no blanks between words.
const BRAND =
  'iphon|ipad|ipod|android|samsung|galaxy|blackberry|outlook|windows|huawei|xiaomi|手机|手機|스마트폰|휴대폰';
const DEVICE_LINE = new RegExp(`(?<!\\p{L})(?:${DEVICE})(?!\\p{L})|${BRAND}`, 'iu');
const SENT_LINE = new RegExp(`(?<![\\p{L}\\p{M}])(?:${SENT})|发送|發送|傳送|发自|發自|送信|보냄`, 'iu');
const ENGLISH =
  /^[<([*_]*(?:sent (?:from|via|with|using|by (?:my )?(?:\p{L}+ )?(?:phone|galaxy|mobile|iphone|ipad|tablet)))(?!\p{L})/iu;
const GET_OUTLOOK =
  /^(?:[<([*_]*(?:get|obtenir|télécharger|obtener|obtén|obter|obtenha|scarica|ottieni|download|hämta|hent|skaff|pobierz|outlook) ).{0,30}\boutlook\b.{0,15}\b(?:ios|android)|^outlook (?:für|voor) (?:ios|android)/iu;
const FROM_DEVICE = new RegExp(`^(?:\\p{L}+ ){0,3}from (?:my |a )?(?:(?:${DEVICE})(?!\\p{L})|${BRAND})`, 'iu');
const MAX_WORDS = 16;

/** Whether the line is what a phone or a mail program puts under a mail by itself. */
function isDeviceLine(line: Line): boolean {
  const { text } = line;
  if (text.length > MAX_LINE_LENGTH || text.split(' ').length > MAX_WORDS || isQuoted(line)) return false;
  return (
    ENGLISH.test(text) ||
    GET_OUTLOOK.test(text) ||
    FROM_DEVICE.test(text) ||
    (SENT_LINE.test(text) && DEVICE_LINE.test(text))
  );
}

/**
 * Where the signature of the text from `start` to `end` (excluded) begins; `end` where there is none. Device lines and what
 * follows `-- ` count as one, and a rule that nothing follows.
 */
export function signatureStart(
  lines: readonly Line[],
  start: number,
  end: number,
  fenced: ReadonlySet<number>,
): number {
  let at = end;
  for (;;) {
    const above = trailingStart(lines, start, at, fenced);
    if (above === at) break;
    at = above;
  }
  return nextFilled(lines, at) >= end ? end : at;
}

function trailingStart(lines: readonly Line[], start: number, end: number, fenced: ReadonlySet<number>): number {
  let last = end - 1;
  while (last >= start && isBlank(lineAt(lines, last))) last -= 1;
  if (last < start || fenced.has(last)) return end;
  const line = lineAt(lines, last);
  if (isDeviceLine(line) || SIGNATURE_MARK.test(line.text) || RULE.test(line.text)) return last;
  let filled = 0;
  for (let at = last; at >= start && filled <= MAX_LINES; at -= 1) {
    const { text, raw } = lineAt(lines, at);
    if (fenced.has(at) || isQuoted(lineAt(lines, at)) || raw.length > MAX_LINE_LENGTH) break;
    if (SIGNATURE_MARK.test(text)) return at;
    // A title may be underlined; a signature's rule has a blank line above.
    if (RULE.test(text) && isBlank(lineAt(lines, at - 1)) && at > start) return filled <= 8 ? at : end;
    if (text !== '') filled += 1;
  }
  return end;
}

/** The lines of code between ``` and ```: neither rules nor dashes mean anything there. */
export function fencedLines(lines: readonly Line[]): ReadonlySet<number> {
  const fenced = new Set<number>();
  let open: number | null = null;
  lines.forEach((line, at) => {
    if (!/^(?:```|~~~)/.test(line.text)) return;
    if (open === null) {
      open = at;
      return;
    }
    for (let inside = open; inside <= at; inside += 1) fenced.add(inside);
    open = null;
  });
  return fenced;
}
