import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedTextOf, newTextOf, splitQuotedText } from './split-quoted-text';

const QUOTE = '> What does it cost?\n> \n> Anna\n';
const NEW = 'Ten euros.\n\nBea';

const newText = (mail: string): string => newTextOf(splitQuotedText(mail)).trim();

/** Attributions as clients write them in the languages they come in. */
const ATTRIBUTIONS = [
  'On Tue, May 14, 2024 at 9:05 AM Anna Berg <anna@shop.example> wrote:',
  'On Tue, May 14, 2024 at 9:05 AM Anna Berg <\nanna@shop.example> wrote:',
  'On Tue, May 14, 2024 at 9:05 AM Anna Berg, Customer Care,\n"The Shop" <anna@shop.example>\nwrote:',
  'On 14 May 2024, at 09:05, Anna Berg <anna@shop.example> wrote:',
  'On 14/05/2024 09:05, Anna Berg wrote:',
  'On Tuesday, May 14th, 2024 at 9:05 AM, Anna <anna@shop.example> wrote:',
  '--- On Tue, 5/14/24, Anna Berg <anna@shop.example> wrote:',
  '---- On Tue, 14 May 2024 09:05:00 +0200 Anna <anna@shop.example> wrote ----',
  '-------- Anna Berg wrote --------',
  '* Anna Berg <anna@shop.example> [2024-05-14 09:05]:',
  'Anna Berg <anna@shop.example> hat am 14. Mai 2024 um 09:05 geschrieben:',
  'At 2024-05-14 09:05:11, "Anna Berg" <anna@shop.example> wrote:',
  'Anna Berg <anna@shop.example> wrote on 05/14/2024 09:05:11 AM:',
  '"Anna Berg" <anna@shop.example> writes:',
  'In article <4711@news.example>, Anna <anna@shop.example> wrote:',
  '2024-05-14 9:05 GMT+02:00 Anna Berg <anna@shop.example>:',
  '2024/5/14 Anna Berg <anna@shop.example>',
  'Am 14.05.2024 um 09:05 schrieb Anna Berg:',
  'Am 14. Mai 2024 um 09:05:11 MESZ schrieb Anna Berg <anna@shop.example>:',
  'Am Di., 14. Mai 2024 um 09:05 Uhr schrieb Anna Berg <anna@shop.example>:',
  'Anna Berg <anna@shop.example> schrieb am Di., 14. Mai 2024, 09:05:',
  'Anna Berg <anna@shop.example> schrieb am Di., 14.\nMai 2024 um 09:05 Uhr:',
  'Le 14/05/2024 à 09:05, Anna Berg a écrit :',
  'Le mar. 14 mai 2024 à 09:05, Anna Berg <anna@shop.example> a écrit :',
  'Le mar. 14 mai 2024 à 09:05, Anna Berg <anna@shop.example> a\nécrit :',
  'El mar, 14 may 2024 a las 9:05, Anna Berg (<anna@shop.example>) escribió:',
  'El 14/5/24 a las 9:05, Anna Berg escribió:',
  'Il giorno mar 14 mag 2024 alle ore 09:05 Anna Berg <anna@shop.example> ha scritto:',
  'Il 14/05/2024 09:05, Anna Berg ha scritto:',
  'Em ter., 14 de mai. de 2024 às 09:05, Anna Berg <anna@shop.example> escreveu:',
  'Em 14/05/2024 09:05, Anna Berg escreveu:',
  'Op di 14 mei 2024 om 09:05 schreef Anna Berg <anna@shop.example>:',
  'Op 14-05-2024 om 09:05 schreef Anna Berg:',
  'Den tis 14 maj 2024 kl 09:05 skrev Anna Berg <anna@shop.example>:',
  'Den 2024-05-14 kl. 09:05, skrev Anna Berg:',
  'tir. 14. mai 2024 kl. 09:05 skrev Anna Berg <anna@shop.example>:',
  'Den 14.05.2024 09.05, skrev Anna Berg:',
  'ti 14. toukok. 2024 klo 9.05 Anna Berg (anna@shop.example) kirjoitti:',
  'wt., 14 maj 2024 o 09:05 Anna Berg <anna@shop.example> napisał(a):',
  'W dniu 14.05.2024 o 09:05, Anna Berg pisze:',
  'út 14. 5. 2024 v 9:05 odesílatel Anna Berg <anna@shop.example> napsal:',
  'Dne 14. 05. 24 v 9:05 Anna Berg napsal(a):',
  'ut 14. 5. 2024 o 9:05 Anna Berg <anna@shop.example> napísal(a):',
  'Anna Berg <anna@shop.example> ezt írta (időpont: 2024. máj. 14., K, 9:05):',
  'mar., 14 mai 2024 la 09:05, Anna Berg <anna@shop.example> a scris:',
  'Στις Τρί 14 Μαΐ 2024 στις 9:05 π.μ., ο χρήστης Anna <anna@shop.example> έγραψε:',
  'вт, 14 мая 2024 г. в 09:05, Anna Berg <anna@shop.example>:',
  '14.05.2024 9:05, Anna Berg пишет:',
  'Вторник, 14 мая 2024, 9:05 +03:00 от Anna <anna@shop.example>:',
  'вт, 14 трав. 2024 р. о 09:05 Anna Berg <anna@shop.example> пише:',
  'На вт, 14.05.2024 г. в 9:05 Anna Berg <anna@shop.example> написа:',
  'Anna Berg <anna@shop.example>, 14 May 2024 Sal, 09:05 tarihinde şunu yazdı:',
  '‫בתאריך יום ג׳, 14 במאי 2024 ב-9:05 מאת ‪Anna‬‏ <‪anna@shop.example‬‏>:‬',
  'في الثلاثاء، ١٤ مايو ٢٠٢٤ في ٩:٠٥ ص تمت كتابة ما يلي بواسطة Anna <anna@shop.example>:',
  '2024年5月14日(火) 9:05 Anna Berg <anna@shop.example>:',
  'Anna Berg <anna@shop.example> 于2024年5月14日周二 09:05写道：',
  '在 2024年5月14日，09:05，Anna Berg <anna@shop.example> 写道：',
  'Anna Berg <anna@shop.example> 於 2024年5月14日 週二 上午9:05寫道：',
  '2024년 5월 14일 (화) 오전 9:05, Anna Berg <anna@shop.example>님이 작성:',
  'เมื่อ อ. 14 พ.ค. 2024 เวลา 09:05 Anna Berg <anna@shop.example> เขียนว่า:',
  'Vào Th 3, 14 thg 5, 2024 vào lúc 09:05 Anna Berg <anna@shop.example> đã viết:',
  'Pada tanggal Sel, 14 Mei 2024 pukul 09.05 Anna Berg <anna@shop.example> menulis:',
];

/** Header blocks as Outlook, Exchange and others put them above what they quote. */
const HEADERS = [
  '________________________________\nFrom: Anna <anna@shop.example>\nSent: Tuesday, May 14, 2024 9:05 AM\nTo: Bea\nSubject: Price',
  'From: Anna\nSent: Tuesday, May 14, 2024 9:05 AM\nTo: Bea; Carl;\nDora; Emil\nCc: Finn\nSubject: RE: Price',
  '*From:* Anna <anna@shop.example>\n*Sent:* Tuesday, May 14, 2024 9:05 AM\n*To:* Bea\n*Subject:* Price',
  'Date: Tue, 14 May 2024 09:05:11 +0200\nSubject: Price\nFrom: anna@shop.example\nTo: bea@home.example',
  'From: Anna\n\nSent: Tuesday, May 14, 2024 9:05 AM\n\nTo: Bea\n\nSubject: Price',
  '-----Original Message-----\nFrom: Anna [mailto:anna@shop.example]\nSent: Tuesday\nTo: Bea\nSubject: Price',
  '-------- Original Message --------\nSubject: Price\nDate: Tue, 14 May 2024 09:05:11 +0200\nFrom: Anna\nTo: Bea',
  '---------- Forwarded message ---------\nFrom: Anna <anna@shop.example>\nDate: Tue, May 14, 2024\nSubject: Price\nTo: Bea',
  'Begin forwarded message:\n\nFrom: Anna <anna@shop.example>\nSubject: Price\nDate: 14 May 2024 at 09:05\nTo: Bea',
  'Von: Anna <anna@shop.example>\nGesendet: Dienstag, 14. Mai 2024 09:05\nAn: Bea\nBetreff: Preis',
  '-----Ursprüngliche Nachricht-----\nVon: Anna\nGesendet: Dienstag, 14. Mai 2024 09:05\nAn: Bea\nBetreff: Preis',
  '-------- Weitergeleitete Nachricht --------\nBetreff: \tPreis\nDatum: \tTue, 14 May 2024\nVon: \tAnna\nAn: \tBea',
  'De : Anna <anna@shop.example>\nEnvoyé : mardi 14 mai 2024 09:05\nÀ : Bea\nObjet : Prix',
  "-----Message d'origine-----\nDe : Anna\nEnvoyé : mardi 14 mai 2024\nÀ : Bea\nObjet : Prix",
  'De: Anna <anna@shop.example>\nEnviado el: martes, 14 de mayo de 2024 9:05\nPara: Bea\nAsunto: Precio',
  '-----Mensaje original-----\nDe: Anna\nEnviado: 14/05/2024\nPara: Bea\nAsunto: Precio',
  'De: Anna\nEnviada em: terça-feira, 14 de maio de 2024 09:05\nPara: Bea\nAssunto: Preço',
  'Gesendet: Dienstag, 14. Mai 2024 um 09:05 Uhr\nVon: "Anna" <anna@shop.example>\nAn: bea@home.example\nBetreff: Preis',
  '------------------ Original ------------------\nFrom: "Anna";\nDate: Tue, May 14, 2024\nTo: "Bea";\nSubject: Price',
  'Da: Anna\nInviato: martedì 14 maggio 2024 09:05\nA: Bea\nOggetto: Prezzo',
  'Van: Anna\nVerzonden: dinsdag 14 mei 2024 09:05\nAan: Bea\nOnderwerp: Prijs',
  'Od: Anna\nWysłano: wtorek, 14 maja 2024 09:05\nDo: Bea\nTemat: Cena',
  'Od: Anna\nOdesláno: úterý 14. května 2024 9:05\nKomu: Bea\nPředmět: Cena',
  'Från: Anna\nSkickat: den 14 maj 2024 09:05\nTill: Bea\nÄmne: Pris',
  'Fra: Anna\nSendt: 14. mai 2024 09:05\nTil: Bea\nEmne: Pris',
  'Lähettäjä: Anna\nLähetetty: tiistai 14. toukokuuta 2024 9.05\nVastaanottaja: Bea\nAihe: Hinta',
  'От: Anna\nОтправлено: 14 мая 2024 г. 9:05\nКому: Bea\nТема: Цена',
  'Від: Anna\nНадіслано: 14 травня 2024 р. 9:05\nКому: Bea\nТема: Ціна',
  'Kimden: Anna\nGönderildi: 14 Mayıs 2024 Salı 09:05\nKime: Bea\nKonu: Fiyat',
  'Feladó: Anna\nElküldve: 2024. május 14. 9:05\nCímzett: Bea\nTárgy: Ár',
  'De la: Anna\nTrimis: marți, 14 mai 2024 09:05\nCătre: Bea\nSubiect: Preț',
  'Από: Anna\nΣτάλθηκε: Τρίτη, 14 Μαΐου 2024 9:05\nΠρος: Bea\nΘέμα: Τιμή',
  'מאת: Anna\nנשלח: יום שלישי 14 מאי 2024 09:05\nאל: Bea\nנושא: מחיר',
  'من: Anna\nتم الإرسال: ١٤ مايو ٢٠٢٤\nإلى: Bea\nالموضوع: السعر',
  '差出人: Anna\n送信日時: 2024年5月14日 9:05\n宛先: Bea\n件名: 価格',
  '发件人: Anna\n发送时间: 2024年5月14日 9:05\n收件人: Bea\n主题: 价格',
  '------------------ 原始邮件 ------------------\n发件人: "Anna"\n发送时间: 2024年5月14日\n收件人: "Bea"\n主题: 价格',
  '寄件者: Anna\n寄件日期: 2024年5月14日 9:05\n收件者: Bea\n主旨: 價格',
  '보낸 사람: Anna\n보낸 날짜: 2024년 5월 14일 화요일 오전 9:05\n받는 사람: Bea\n제목: 가격',
  '________________________________\nXyz: Anna <anna@shop.example>\nQwe: 14 2024 09:05\nRty: Bea\nUio: Price',
  '##- Please type your reply above this line -##',
  '----- Antworten Sie bitte oberhalb dieser Zeile -----',
];

const DEVICES = [
  'Sent from my iPhone',
  'Sent from Outlook for Android<https://aka.ms/x>',
  'Get Outlook for iOS<https://aka.ms/x>',
  'Outlook für Android beziehen',
  'Obtenir Outlook pour iOS<https://aka.ms/x>',
  '(Sent via mobile, please excuse typos)',
  'Von meinem iPhone gesendet',
  'Gesendet mit der GMX Mail App',
  'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
  'Envoyé de mon iPad',
  'Enviado desde mi iPhone',
  'Enviado do meu iPhone',
  'Inviato da iPhone',
  'Verzonden vanaf mijn iPhone',
  'Wysłane z iPhone’a',
  'Odesláno z iPhonu',
  'Skickat från min iPhone',
  'Sendt fra min iPhone',
  'Lähetetty iPhonesta',
  'Отправлено с iPhone',
  'iPhone’umdan gönderildi',
  'iPhoneから送信',
  '发自我的iPhone',
  '나의 iPhone에서 보냄',
];

describe('splitQuotedText folds', () => {
  it.each(ATTRIBUTIONS)('a quote under %j', (attribution) => {
    expect(newText(`${NEW}\n\n${attribution}\n\n${QUOTE}`)).toBe(NEW);
    expect(newText(`${NEW}\n${attribution}\n${QUOTE}`)).toBe(NEW);
    expect(newText(`${attribution}\n${QUOTE}\n${NEW}\n`)).toBe(NEW);
  });

  it.each(ATTRIBUTIONS)('to the end without quote marks under %j', (attribution) => {
    expect(newText(`${NEW}\r\n\r\n${attribution}\r\n\r\nWhat does it cost?\r\n\r\nAnna\r\n`)).toBe(NEW);
  });

  it.each(HEADERS)('a mail under %j', (header) => {
    expect(newText(`${NEW}\n\n${header}\n\nWhat does it cost?\n\nAnna`)).toBe(NEW);
    expect(newText(`${NEW}\n${header.replaceAll('\n', '\r\n')}\r\n\r\nWhat does it cost?`)).toBe(NEW);
  });

  it.each(DEVICES)('%j', (line) => {
    expect(newText(`${NEW}\n\n${line}\n`)).toBe(NEW);
    expect(newText(`${NEW}\n\n${line}\n\n${ATTRIBUTIONS[0]}\n${QUOTE}`)).toBe(NEW);
  });
});

describe('splitQuotedText keeps', () => {
  it.each([
    [
      'a sentence with a date and a colon',
      'On 3 May 2024 at 10:30 I wrote to your colleague the following:\n\nMy order is late.',
    ],
    [
      'what a colleague wrote',
      'Your Max <max@shop.example> wrote on 12 May 2024 at 10:15:\nIt comes tomorrow.\nNothing came.',
    ],
    [
      'what a colleague wrote, in German',
      'Hallo,\n\nam 12.05.2024 um 10:15 schrieb mir Ihr Kollege:\nSie bekommen es.\nNichts kam.',
    ],
    ['a list after an address', 'Please send the invoice of 3 May 2024 to anna@home.example:\n\n- number\n- sum'],
    ['a journey', 'Please book:\nFrom: Berlin\nTo: Munich\nDate: 3 May 2024\n\nThank you'],
    ['a form', 'Hello\n\nName: Anna\nE-mail: anna@home.example\nOrder of: 3.5.2024 10:00\n\nThank you'],
    ['a title and its rule', 'Hello\n\nMy order\n--------\nIt is late.\n'],
    ['code', 'Hello\n\n```\n-- a comment\nselect 1\n--\n```\n'],
    ['a table', 'Hello\n\n| a | b |\n| 1 | 2 |\n\nBye'],
    ['words about sending', 'Hello\n\nI sent the telephone back. When is it mailed?\nIt was sent by courier.'],
    ['a mail of quotes alone', '> a\n>\n> b\n'],
    ['quotes between answers', 'Hello\n\n> One?\n\nYes.\n\n> Two?\n\nNo.'],
    ['nothing', ''],
  ])('%s', (_name, mail) => {
    expect(newTextOf(splitQuotedText(mail))).toBe(mail);
  });

  it('quotes that are answered one by one, but for their attribution', () => {
    const parts = splitQuotedText('Hello,\n\nOn 3 May 2024, Anna wrote:\n> One?\nYes.\n> Two?\nNo.\n> Bye\n');
    expect(parts).toEqual([
      { kind: 'own', text: 'Hello,\n\n' },
      { kind: 'introduction', text: 'On 3 May 2024, Anna wrote:\n' },
      { kind: 'inline-quote', text: '> One?\n' },
      { kind: 'own', text: 'Yes.\n' },
      { kind: 'inline-quote', text: '> Two?\n' },
      { kind: 'own', text: 'No.\n' },
      { kind: 'quoted', text: '> Bye\n' },
    ]);
  });

  it('the text of a mail that was forwarded without a word', () => {
    const header = '---------- Forwarded message ---------\nFrom: Anna <anna@home.example>\nSubject: Late\nTo: Bea\n';
    expect(splitQuotedText(`${header}\nWhere is it?\n`)).toEqual([
      { kind: 'introduction', text: header },
      { kind: 'own', text: '\nWhere is it?\n' },
    ]);
  });

  it('text below a quote', () => {
    expect(newText('Hello\n\nOn 3 May 2024, Anna wrote:\n> One?\n\nYes.\n')).toBe('Hello\n\nYes.');
  });
});

describe('splitQuotedText takes', () => {
  it('a signature for what it is, above a quote and at the end', () => {
    const kinds = splitQuotedText('Yes.\n\n-- \nAnna\nBerlin\n\nOn 3 May 2024, Bea wrote:\n> One?\n\n-- \nAnna\n').map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['own', 'signature', 'quoted', 'signature']);
  });

  it('the rest of a quoted line that was wrapped for part of the quote', () => {
    const long = `> ${'word '.repeat(14)}word`;
    expect(newText(`Yes.\n\nOn 3 May 2024, Bea wrote:\n${long}\nand on it goes\n> ${long}\n`)).toBe('Yes.');
  });

  const line = fc.constantFrom(
    ...[
      'Hello',
      'Yes.',
      '',
      '',
      '> One?',
      '>> Two?',
      '| bar',
      '-- ',
      '____________',
      'Sent from my iPhone',
      '```',
      '<',
    ],
    ...['On 3 May 2024, Anna wrote:', 'anna@home.example> wrote:', 'On 3 May 2024 Anna <', 'Anna wrote:', '> wrote:'],
    ...[
      'From: Anna <anna@home.example>',
      'Sent: 3 May 2024 10:00',
      'To: Bea',
      'Subject: Late',
      '-----Original Message-----',
    ],
    ...['2024/5/3 Anna <anna@home.example>', 'Begin forwarded message:', ' ', '\u200e'],
  );
  const mail = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 40 })
    .map((lines) => lines.map(([text, end]) => text + end).join(''));

  it('every character along', () => {
    fc.assert(
      fc.property(fc.oneof(mail, fc.string({ unit: 'binary' })), (text) => {
        const parts = splitQuotedText(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(parts.every((part, at) => part.text !== '' && part.kind !== parts[at - 1]?.kind)).toBe(true);
        expect(newTextOf(parts).length + foldedTextOf(parts).length).toBe(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing more from what is left', () => {
    fc.assert(
      fc.property(mail, (text) => {
        const left = newTextOf(splitQuotedText(text));
        expect(newTextOf(splitQuotedText(left))).toBe(left);
      }),
      { numRuns: 500 },
    );
  });

  const MEGABYTE = 1_000_000;
  const fill = (text: string): string => text.repeat(Math.ceil(MEGABYTE / text.length));
  it.each([
    ['one line', 'a'],
    ['blanks', ' '],
    ['blank lines', '\n'],
    ['blank lines with blanks', ' \n'],
    ['quotes', '> a\n'],
    ['quotes and answers', '> a\nb\n'],
    ['colons', ':\n'],
    ['brackets', '<'],
    ['lines of brackets', '<\n'],
    ['ends of brackets', 'a@b>\n'],
    ['addresses', 'a@'],
    ['dates', '1.2.2024 10:00 '],
    ['labels', 'From: a\n'],
    ['headers', 'From: a\nTo: b\nDate: c\n'],
    ['rules', '-----\n'],
    ['one rule', '-'],
    ['rules with a blank', '- '],
    ['rules around a name', '----- a -----\n'],
    ['attributions', 'On 3 May 2024, Anna wrote:\n'],
    ['attributions and text', 'On 3 May 2024, Anna wrote:\n\nHello\n\n'],
    ['attributions and quotes', 'On 3 May 2024, Anna wrote:\n> a\nb\n'],
    ['beginnings of attributions', 'On 3 May 2024 Anna <\n'],
    ['signatures', '-- \nAnna\n'],
    ['device lines', 'Sent from my iPhone\n\n'],
    ['fences', '```\n'],
    ['separators', '-----Original Message-----\n'],
    ['long lines of addresses', `${'<a@b> '.repeat(60)}:\n`],
    ['long lines of one address', `${'a'.repeat(400)}:\n`],
    ['long lines of digits', `${'1'.repeat(400)}:\n`],
    ['long lines of dates', `${'1.2.'.repeat(90)}:\n`],
    ['long lines of verbs', `${'wrote '.repeat(65)}:\n`],
    ['long lines of replies', `${'reply to this '.repeat(8)}\n`],
    ['long lines of dashes', `${'-a'.repeat(200)}\n`],
    ['long lines of blanks', `-${' '.repeat(400)}x\n`],
    ['bars', 'a\n| b\n'],
  ])('a megabyte of %s in its stride', (_name, text) => {
    const hostile = `${fill(text)}\n`;
    const started = Date.now();
    const parts = splitQuotedText(hostile);
    const took = Date.now() - started;
    expect(parts.map((part) => part.text).join('')).toBe(hostile);
    expect(took).toBeLessThan(4000);
  });
});
