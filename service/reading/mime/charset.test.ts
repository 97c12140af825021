import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from './charset';

const german = 'Die Größe der Frösche ist mäßig, "sagte" er – für 5 €.';
const russian = 'Здравствуйте! Когда придёт мой заказ? Спасибо за ответ.';

describe('decodeText', () => {
  it.each([
    ['utf-8', german, 'utf8'],
    ['UTF8', german, 'utf8'],
    ['windows-1252', german, 'windows-1252'],
    ['iso-8859-1', german, 'windows-1252'],
    ['ISO_8859-15', 'Größe 5 €', 'iso-8859-15'],
    ['cp1250', 'Zażółć gęślą jaźń', 'windows-1250'],
    ['windows-1251', russian, 'windows-1251'],
    ['koi8-r', russian, 'koi8-r'],
    ['iso-8859-9', 'İstanbul şehri', 'windows-1254'],
    ['shift_jis', '注文について教えてください', 'shift_jis'],
    ['euc-jp', '注文について教えてください', 'euc-jp'],
    ['gb2312', '您好，订单在哪里？', 'gb18030'],
    ['gb18030', '您好，訂單𠀀', 'gb18030'],
    ['big5', '您好，訂單在哪裡？', 'big5'],
    ['euc-kr', '주문은 언제 옵니까?', 'euc-kr'],
    ['ks_c_5601-1987', '똠방각하 펲시', 'cp949'],
    ['cp949', '똠방각하 펲시', 'cp949'],
    ['utf-7', german, 'utf-7'],
    ['unicode-1-1-utf-7', german, 'utf-7'],
    ['utf-16le', german, 'utf-16le'],
    ['macintosh', 'Größe', 'macintosh'],
  ])('%s', (label, text, charset) => {
    expect(decodeText(iconv.encode(text, charset), label)).toBe(text);
  });

  it.each([
    ['iso-2022-jp', '\x1b$BCmJ8\x1b(B ok', '注文 ok'],
    ['iso-2022-kr', '\x1b$)C\x0eGQ1[\x0f ok', '한글 ok'],
    ['hz-gb-2312', 'a ~{<:Ky2;~} ~~ b', 'a 己所不 ~ b'],
    [null, '\x1b$BCmJ8\x1b(B ok', '注文 ok'],
  ])('%s, in seven bits', (label, octets, text) => {
    expect(decodeText(Buffer.from(octets, 'latin1'), label)).toBe(text);
  });

  it.each([
    ['labelled as something else', 'iso-8859-1', Buffer.from(german), german],
    ['as ASCII', 'us-ascii', Buffer.from(german), german],
    ['as nothing', null, Buffer.from(german), german],
    ['as what nobody knows', 'x-klingon', Buffer.from(german), german],
    ['with a mark', 'utf-8', Buffer.from(`\ufeff${german}`), german],
  ])('takes what is valid UTF-8 for it: %s', (_name, label, octets, text) => {
    expect(decodeText(octets, label)).toBe(text);
  });

  it('believes a label of Chinese that happens to be valid UTF-8', () => {
    expect(decodeText(iconv.encode('联通', 'gb18030'), 'gb2312')).toBe('联通');
  });

  it.each([
    ['windows-1252', 'Größe', 'utf-8', 'Größe'],
    ['windows-1252', 'Größe', 'unknown-8bit', 'Größe'],
    ['windows-1251', `${russian} ${russian}`, null, `${russian} ${russian}`],
    [
      'shift_jis',
      '注文について教えてください。商品はいつ届きますか。',
      null,
      '注文について教えてください。商品はいつ届きますか。',
    ],
    [
      'cp949',
      '주문은 언제 옵니까? 배송이 늦어지고 있습니다. 확인해 주세요.',
      'unknown-8bit',
      '주문은 언제 옵니까? 배송이 늦어지고 있습니다. 확인해 주세요.',
    ],
  ])('guesses what is wrongly labelled: %s as %s', (charset, text, label, expected) => {
    expect(decodeText(iconv.encode(text, charset), label)).toBe(expected);
  });

  it('keeps UTF-8 of which one character is broken', () => {
    const text = 'Größe der schönen Frösche für Bäcker und Müller, die übers Jahr älter werden: äöüäöüäöüäöü';
    expect(decodeText(Buffer.concat([Buffer.from(text), Buffer.from([0xc3])]), 'utf-8')).toBe(`${text}\ufffd`);
  });

  it('never throws', () => {
    const label = fc.oneof(
      fc.constantFrom('utf-8', 'iso-2022-kr', 'hz-gb-2312', 'utf-7', 'utf-16', 'gb18030', 'x'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(label), (octets, own) => {
        expect(typeof decodeText(Buffer.from(octets), own)).toBe('string');
      }),
    );
  });
});
