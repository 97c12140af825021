import { anyHeaderBlockEnd, headerBlockEnd } from './header-lines';
import { lineAt, nextFilled, splitLines, type Line } from './lines';

const DASHED = /^[-_=*~–—]{2,40} ?([^-_=*~–—].{2,80}?) ?[-_=*~–—]{2,40}:?$/u;
const RULE = /^(?:[-_=~*–—] ?){5,}$/;

// "Original message" and "forwarded message" as clients and their translations put them between dashes.
const ORIGINAL = new RegExp(
  [
    'original (?:message|e?-?mail|appointment|nachricht)|(?:message|mail|e-mail) (?:original|forwarded)|forwarded (?:message|by|mail)',
    'reply message|replied message|begin forwarded message|start of forwarded',
    'urspr(?:ü|ue)ngliche (?:nachricht|e?-?mail|termin)|originalnachricht|original-?nachricht|weitergeleitete (?:nachricht|e?-?mail)',
    "message (?:d'|d’)origine|message initial|message transféré|message réexpédié|courriel original|mail original|e-mail d'origine",
    'mensaje (?:original|reenviado)|mensagem (?:original|encaminhada|reencaminhada)|missatge (?:original|reenviat)',
    'messaggio (?:originale|originario|inoltrato)|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht',
    '(?:oryginalna|pierwotna|przekazana) wiadomość|wiadomość (?:oryginalna|przekazana|pierwotna|oryginalnej)',
    '(?:původní|pôvodná|přeposlaná|preposlaná|předávaná) (?:zpráva|správa|e-?mail)',
    'ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|oprindelig (?:meddelelse|besked|mail)|videresendt (?:meddelelse|besked|melding)',
    'opprinnelig (?:melding|e-post|meddelelse)|alkuperäinen viesti|välitetty viesti|algne kiri|algsõnum|eredeti üzenet|továbbított üzenet',
    'mesaj(?:ul)? (?:original|iniţial|inițial|redirecționat)|özgün (?:ileti|mesaj)|orijinal (?:ileti|mesaj)|iletilen (?:ileti|mesaj)|yönlendirilen',
    'исходное сообщение|оригинальное сообщение|пересылаемое сообщение|перенаправленное сообщение|пересланное сообщение|конец пересылаемого',
    'вихідне повідомлення|оригінальне повідомлення|переслане повідомлення|αρχικό μήνυμα|προωθημένο μήνυμα|оригинално съобщение|препратено съобщение',
    'izvorna poruka|originalna poruka|izvirno sporočilo|posredovano sporočilo|pesan asli|pesan terusan|thư gốc|ข้อความต้นฉบับ',
    '原始邮件|原始郵件|原邮件|原郵件|转发的?邮件|轉寄的?郵件|轉寄郵件|元のメッセージ|オリジナルメッセージ|original message|転送メッセージ|転送された?メッセージ|원본 ?메시지|원본 ?메일|전달된 메시지|전달된 메일',
    'הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها|الرسالة المحولة',
  ].join('|'),
  'iu',
);

// Apple Mail says it with a colon, and the header follows.
const FORWARDED = new RegExp(
  '^(?:' +
    [
      'begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|weitergeleitete nachricht|début du (?:message|courriel) (?:réexpédié|transféré)',
      'inicio del mensaje reenviado|inizio (?:del )?messaggio inoltrato|início da mensagem (?:encaminhada|reencaminhada)|begin doorgestuurd bericht',
      'początek przekazywanej wiadomości|začátek přeposílané zprávy|začiatok preposlanej správy|vidarebefordrat brev|start på videresendt (?:besked|melding)',
      'videresendt (?:besked|melding)|välitetty viesti alkaa|начало переадресованного сообщения|початок переадресованого повідомлення|továbbított levél kezdete',
      'iletilen (?:e-?posta|mesaj)\\S* başlangıcı|αρχή προωθημένου μηνύματος|下面是被转发的邮件|以下是转寄的邮件|開始轉寄郵件|转发的邮件|転送されたメッセージ|전달된 메시지의 시작',
    ].join('|') +
    ') ?[:：]$',
  'iu',
);

// Ticket systems ask to write above such a line and quote everything below it.
const REPLY_ABOVE = new RegExp(
  [
    '(?:reply|respond|write|type|answer)\\b.{0,30}\\b(?:above|over) this line',
    '(?:antwort|schreiben|antworten).{0,40}(?:über|oberhalb) dieser (?:zeile|linie)',
    '(?:répond|écri).{0,40}au-dessus de cette ligne|(?:respond|escrib).{0,40}(?:encima|arriba) de esta línea|rispond.{0,40}sopra questa (?:riga|linea)',
  ].join('|'),
  'iu',
);

/**
 * The end (the line after it) of what begins here and says that another mail follows: a separator, a header block, or both;
 * null where there is none.
 */
export function quotedMailHead(lines: readonly Line[], start: number): number | null {
  const { text } = lineAt(lines, start);
  // A mail of blank lines would be run through once for each of them.
  if (text === '') return null;
  const next = nextFilled(lines, start + 1);
  const phrase = DASHED.exec(text)?.[1];
  if (phrase !== undefined) {
    if (ORIGINAL.test(phrase)) return headerBlockEnd(lines, next) ?? anyHeaderBlockEnd(lines, next) ?? start + 1;
    if (REPLY_ABOVE.test(phrase)) return start + 1;
    return headerBlockEnd(lines, next);
  }
  if (text.length < 120 && REPLY_ABOVE.test(text)) return start + 1;
  if (RULE.test(text)) return headerBlockEnd(lines, next) ?? outlookBlockEnd(lines, start, next);
  if (FORWARDED.test(text)) return headerBlockEnd(lines, next) ?? anyHeaderBlockEnd(lines, next);
  return headerBlockEnd(lines, start);
}

/** Outlook's long rule with a header right below it, in whatever language. */
function outlookBlockEnd(lines: readonly Line[], rule: number, next: number): number | null {
  return next === rule + 1 && /^_{10,}$/.test(lineAt(lines, rule).text) ? anyHeaderBlockEnd(lines, next) : null;
}

/** Whether a text begins with what says that another mail follows, such as Outlook's header. */
export function beginsQuotedMail(text: string): boolean {
  const lines = splitLines(text);
  return quotedMailHead(lines, nextFilled(lines, 0)) !== null;
}
