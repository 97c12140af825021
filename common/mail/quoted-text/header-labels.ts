/** What a line of a quoted header tells. */
export type HeaderRole = 'from' | 'date' | 'to' | 'subject' | 'other';

// As Outlook, Exchange, Apple Mail, Thunderbird, Gmail, Yahoo and their translations name them, in lower case.
const LABELS: Record<HeaderRole, string> = {
  from:
    'from|sender|von|absender|de|expéditeur|da|mittente|van|afzender|od|od kogo|nadawca|odesílatel|odosielateľ|från|fra|' +
    'lähettäjä|saatja|kellelt|no|sūtītājs|nuo|siuntėjas|от|от кого|отправитель|від|від кого|από|αποστολέας|feladó|' +
    'de la|expeditor|kimden|gönderen|från|frá|remitente|remetente|šalje|pošiljatelj|pošiljalec|шаље|от|dari|pengirim|' +
    'từ|người gửi|จาก|ผู้ส่ง|发件人|发信人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|발신인|מאת|من|المرسل|از|प्रेषक',
  date:
    'date|sent|sent on|datum|gesendet|gesendet am|envoyé|envoyé le|fecha|enviado|enviado el|enviado em|enviada|' +
    'enviada em|enviat|data|inviato|data invio|verzonden|verzonden op|wysłano|wysłane|data wysłania|odesláno|odoslané|dátum|' +
    'skickat|skickad|sendt|sendt den|dato|lähetetty|päivämäärä|päiväys|pvm|saadetud|kuupäev|дата|отправлено|дата отправки|' +
    'дата и время|надіслано|ημερομηνία|στάλθηκε|elküldve|küldve|trimis|trimisă|tarih|gönderildi|gönderilen|gönderme tarihi|' +
    'изпратено|poslano|poslato|tanggal|dikirim|terkirim|ngày|đã gửi|วันที่|ส่ง|发送时间|发送日期|日期|时间|寄件日期|' +
    '傳送時間|送信日時|日時|送信日|日付|보낸 날짜|보낸날짜|날짜|보낸 시간|תאריך|נשלח|التاريخ|تاريخ|تاريخ الإرسال|تم الإرسال|تاریخ|दिनांक',
  to:
    'to|an|à|a|para|per|aan|do|komu|dla|pro|till|til|vastaanottaja|saaja|kellele|kam|кому|получатель|προς|' +
    'címzett|către|catre|la|kime|alıcı|za|prima|до|kepada|ke|đến|tới|ถึง|收件人|收件者|宛先|받는 사람|받는사람|수신|수신인|אל|' +
    'إلى|به|destinataire|destinatario|destinatário|empfänger|ontvanger|prejemnik|do kogo|प्रति|i',
  subject:
    'subject|re|betreff|objet|sujet|asunto|assunto|assumpte|oggetto|onderwerp|temat|předmět|predmet|ämne|emne|aihe|otsikko|' +
    'teema|temats|tema|тема|θέμα|tárgy|subiect|subiectul|konu|naslov|zadeva|относно|perihal|subjek|chủ đề|tiêu đề|' +
    'หัวเรื่อง|เรื่อง|主题|主題|主旨|标题|件名|제목|נושא|الموضوع|موضوع|विषय',
  other:
    'cc|bcc|kopie|kopie (cc)|copie|copie à|copia|cópia|kopia|do wiadomości|dw|udw|kopi|kopio|копия|копія|κοινοποίηση|másolatot kap|' +
    'bilgi|kopija|抄送|副本|密送|참조|숨은참조|עותק|نسخة|reply-to|reply to|antwort an|répondre à|responder a|responder para|' +
    'rispondi a|risposta|antwoord aan|odpowiedz do|svara till|svar til|vastaus|ответить|返信先|답장|importance|priority|wichtigkeit|' +
    'priorität|importancia|importância|priorità|urgentie|prioritet|prioriteit|важность|重要性|attachments|anlagen|pièces jointes|' +
    'organization|newsgroups|message-id|list',
};

const ROLES = new Map<string, HeaderRole>(
  (Object.entries(LABELS) as [HeaderRole, string][]).flatMap(([role, labels]) =>
    labels.split('|').map((label): [string, HeaderRole] => [label, role]),
  ),
);

const MAX_LABEL = 40;

/** The label before the colon of `*From:* Anna`, in lower case; null where the line has none. */
export function labelOf(text: string): string | null {
  const start = text.slice(0, MAX_LABEL);
  const colon = start.search(/[:：]/);
  if (colon < 1) return null;
  const label = start.slice(0, colon).replace(/[*_]/g, '').trim().toLowerCase();
  return /^\p{L}[\p{L}\p{M} ()'’-]*$/u.test(label) ? label : null;
}

/** Which field this label names in one of the languages known; null where it is none. */
export function roleOf(label: string): HeaderRole | null {
  return ROLES.get(label) ?? null;
}
