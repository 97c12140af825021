import type { Notice } from './policy';

type Texts = Record<Notice['kind'], string>;

const ENGLISH: Texts = {
  offer: 'New contact',
  'send-failed': 'A reply was not sent',
  'send-uncertain': 'It is not certain that a reply was sent',
  rona: 'An offer was not taken in time. You get no further offers until you are Ready again.',
};

const TEXTS: Record<string, Texts> = {
  en: ENGLISH,
  es: {
    offer: 'Nuevo contacto',
    'send-failed': 'No se envió una respuesta',
    'send-uncertain': 'No es seguro que se haya enviado una respuesta',
    rona: 'No se aceptó una oferta a tiempo. No recibirá más ofertas hasta que vuelva a estar disponible.',
  },
  ko: {
    offer: '새 상담',
    'send-failed': '답장이 전송되지 않았습니다',
    'send-uncertain': '답장이 전송되었는지 확실하지 않습니다',
    rona: '제안을 제시간에 받지 않았습니다. 다시 준비 상태가 될 때까지 새 제안이 없습니다.',
  },
  pl: {
    offer: 'Nowy kontakt',
    'send-failed': 'Odpowiedź nie została wysłana',
    'send-uncertain': 'Nie ma pewności, czy odpowiedź została wysłana',
    rona: 'Oferta nie została przyjęta na czas. Kolejnych nie będzie, dopóki nie ustawisz stanu Gotowy.',
  },
  tr: {
    offer: 'Yeni görüşme',
    'send-failed': 'Bir yanıt gönderilemedi',
    'send-uncertain': 'Bir yanıtın gönderildiği kesin değil',
    rona: 'Bir teklif zamanında alınmadı. Yeniden Hazır olana kadar başka teklif gelmez.',
  },
};

/** What a notification says, in the system's language where we have it. */
export function noticeText(notice: Notice, locale: string): { title: string; body: string } {
  const texts = TEXTS[locale.split('-')[0] ?? 'en'] ?? ENGLISH;
  const about = [notice.customer, notice.csq].filter((part) => part !== '').join(' · ');
  return { title: texts[notice.kind], body: about };
}
