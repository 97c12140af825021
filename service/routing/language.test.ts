import { describe, expect, it } from 'vitest';
import { languageOf } from './language';

describe('languageOf', () => {
  it.each([
    ['en', 'Hello, my parcel has not arrived yet. Can you tell me where it is?'],
    ['de', 'Guten Tag, leider ist meine Bestellung noch nicht angekommen.'],
    ['es', 'Hola, quisiera saber dónde está mi pedido, gracias.'],
    ['pl', 'Dzień dobry, gdzie jest moje zamówienie?'],
    ['tr', 'Merhaba, siparişim hala gelmedi, para iadesi istiyorum.'],
    ['fr', 'Bonjour, je voudrais être remboursé de ma commande.'],
    ['ru', 'Здравствуйте, где мой заказ? Прошу вернуть деньги.'],
    ['ko', '환불 부탁드립니다'],
    ['ja', '返金をお願いします'],
    ['zh', '我要退款，谢谢'],
  ])('%s', (language, text) => {
    expect(languageOf('', text)).toBe(language);
  });

  it.each([
    ['too little', 'ok'],
    ['figures', '4711 0815 1234567890 99.95'],
    ['addresses', 'https://www.example.com/wo-ist-meine-bestellung jean.dupont@exemple.example'],
    ['nothing', ''],
  ])('is not known of %s', (_name, text) => {
    expect(languageOf('', text)).toBeNull();
  });

  it('is that of the writer, not of what is quoted', () => {
    const quoted = 'On Mon, 2 Mar 2026 at 10:00, Ben <ben@example.com> wrote:\n'.concat(
      '> We are sorry to hear that, and shall look into your order as soon as we can.\n'.repeat(20),
    );
    expect(languageOf('', `Dziękuję bardzo za szybką odpowiedź.\n\n${quoted}`)).toBe('pl');
  });

  it('is that of the subject as well where the text is short', () => {
    expect(languageOf('Frage zu meiner Rechnung vom letzten Monat', 'Danke!')).toBe('de');
  });

  it('does not take long whatever the text is', () => {
    const startedAt = performance.now();
    for (const unit of ['a', '> ', '(', 'wrote:\n', 'a\u0301\u0323', '> x\nOn y wrote:\n', '返']) {
      languageOf(unit, unit.repeat(250_000 / unit.length));
    }
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
