/** "Wrote" in the languages of clients, as it stands in an attribution. */
const WROTE = new RegExp(
  '(?<![\\p{L}\\p{M}])(?:' +
    [
      'wrote|writes|said|has written|schrieb|schrieben|geschrieben|schreibt|a écrit|écrit|écrivait|escribió|escribio|ha scritto|scrive|scritto',
      'schreef|geschreven|escreveu|escrigué|va escriure|ha escrit|skrev|skriver|skreiv|kirjoitti|kirjoittaa|kirjutas|napisał\\(a\\)|napisała|napisał|pisze|napisao je|napisao|napisala|napsal\\(a\\)',
      'napsal|napsala|napísal|napísala|píše|je napisal|je napisala|написал\\(а\\)|написал|написала|пишет|писал|писала|пишет|пише|написав|написала|написа|έγραψε|έγραψαν',
      'írta|ezt írta|a scris|yazdı|şunu yazdı|şunları yazdı|rašė|parašė|rakstīja|skrifaði|menulis|menulis berikut|đã viết|viết|เขียนว่า|เขียน|כתב|כתבה|כתב/ה',
      'كتب|كتبت|نوشت|ने लिखा',
    ].join('|') +
    ')(?![\\p{L}\\p{M}])|写道|寫道|写到|书き|さんは書きました|書きました|からのメール|のメール|님이 작성|작성|작성함|썼습니다',
  'iu',
);

/** Where the writer speaks of themselves, it is a sentence. */
const OWN_WRITING =
  /(?<!\p{L})(?:I|we)(?: have| had)? (?:wrote|written|said|write)(?!\p{L})|schrieb(?:en)? (?:ich|wir)(?!\p{L})|(?<!\p{L})j[’']ai écrit/iu;

/** A name, not "schrieb mir Ihr Kollege"; letters without case begin names as well. */
const WROTE_NAME = new RegExp(`(?:${WROTE.source}) ?["'„“«<(\\p{Lu}\\p{Lo}]`, 'u');

const ENDS_WITH_WROTE = new RegExp(
  `(?:${WROTE.source})(?: the following| het volgende| folgendes| ce qui suit| lo siguiente)?[^\\p{L}]{0,12}$`,
  'iu',
);

/** Nobody's name begins like this, but many a customer's sentence does. */
const SENTENCE =
  /^(?:your|you|my|our|his|her|their|the|this|a|an|and|but|i|we|ihr|ihre|mein|meine|unser|ich|wir|und|aber|votre|vos|mon|ma|je|nous|et|mais|su|tu|mi|y|pero|il vostro|e|ma) /i;

const INTRO = new RegExp(
  '^[-–—*_~ ]{0,12}(?:' +
    [
      'on|in a message dated|in article|at|am|den|le|el|il|em|op|w dniu|dnia|dne|dňa|den|den|på|pe|în data|în|in data|la|στις|vào|pada|a|в|во|у|на',
      'quoting|citando|zitat von|em data|el día|il giorno|den|kl|ngày|dana|dne|tarihinde|missatge de|mensaje de|בתאריך|ב-|ביום|في|بتاريخ|در',
    ].join('|') +
    ')(?![\\p{L}\\p{M}])|^[-–—*_~ ]{0,12}(?:在|于|於|เมื่อ)',
  'iu',
);
const WEEKDAY_OR_DATE = /^[-–—*_~ ]{0,12}(?:\p{L}{2,12}[.,]{0,2} ?)?\p{Nd}/u;

/** Whether somebody is said to have written. */
export function saysWrote(text: string): boolean {
  return WROTE.test(text) && !OWN_WRITING.test(text);
}

/** Whether the one who wrote is named behind the verb, as in German, Dutch and the Scandinavian languages. */
export function namesWriterBehind(text: string): boolean {
  return WROTE_NAME.test(text);
}

/** Whether this is rather the beginning of a sentence than of an attribution. */
export function beginsLikeSentence(text: string): boolean {
  return SENTENCE.test(text);
}

/** Whether nothing but little stands between the verb and the end. */
export function endsWithWrote(text: string): boolean {
  return ENDS_WITH_WROTE.test(text.slice(-60)) && !OWN_WRITING.test(text);
}

/** Whether this begins with the word that attributions begin with: "On …", "Am …", "W dniu …". */
export function beginsWithIntroduction(text: string): boolean {
  return INTRO.test(text.slice(0, 45));
}

/** Whether attributions begin like this: "On …", "Am …", "W dniu …", a weekday, a date. */
export function beginsLikeAttribution(text: string): boolean {
  const start = text.slice(0, 45);
  return /\p{Nd}/u.test(start) && (beginsWithIntroduction(start) || WEEKDAY_OR_DATE.test(start));
}
