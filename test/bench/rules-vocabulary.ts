/** Words that customers write and rules look for, in languages of several scripts; no word is another's beginning and more. */
export const LANGUAGES = {
  en: {
    matters:
      'refund invoice cancel subscription delivery broken warranty complaint password account upgrade charge receipt discount parcel return exchange damaged missing late contract tariff payment reminder lawyer urgent insurance appointment catalogue newsletter',
    filler:
      'the and to of in that is was for it with as his on be at by had not are but from or have an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state people those too how',
  },
  de: {
    matters:
      'Rückzahlung Rechnung kündigen Abonnement Lieferung defekt Garantie Beschwerde Kennwort Konto Erweiterung Abbuchung Quittung Rabatt Paket Rückgabe Umtausch beschädigt fehlt verspätet Vertrag Tarif Zahlung Mahnung Anwalt dringend Versicherung Termin Katalog Rundbrief',
    filler:
      'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn habe seine mein ihre dann unter wir soll ich uns Jahr zwei heute neue Zeit diese dieser wieder keine',
  },
  pl: {
    matters:
      'zwrot faktura anulować prenumerata dostawa uszkodzony gwarancja reklamacja hasło konto rozszerzenie obciążenie paragon rabat paczka odesłać wymiana zepsuty brakuje spóźniony umowa taryfa płatność wezwanie prawnik pilne ubezpieczenie wizyta katalog biuletyn',
    filler:
      'i w na z do nie się że to jest o jak za po co od dla ale przez był tak już jego tym tylko może przed które ten był być są tego jej lub który ma czy gdy także oraz jednak bardzo kiedy pod jeszcze nad bez mnie mam moje moja proszę dziękuję teraz tutaj zawsze nigdy dzień tydzień miesiąc rok wczoraj dzisiaj jutro',
  },
  tr: {
    matters:
      'iade fatura iptal abonelik teslimat bozuk garanti şikayet parola hesap yükseltme tahsilat fiş indirim kargo geri değişim hasarlı eksik gecikmiş sözleşme tarife ödeme hatırlatma avukat acil sigorta randevu katalog bülten',
    filler:
      've bir bu da de için ile çok gibi daha olarak ben sen biz siz onlar ama fakat ne var yok olan kadar sonra önce şimdi bugün dün yarın hafta ay yıl lütfen teşekkürler merhaba nasıl neden nerede hangi her hiç bazı tüm benim sizin bizim oldu olacak istiyorum ediyorum rica',
  },
  ru: {
    matters:
      'возврат счёт отменить подписка доставка сломан гарантия жалоба пароль аккаунт обновление списание чек скидка посылка вернуть обмен повреждён отсутствует опоздание договор тариф оплата напоминание юрист срочно страховка запись каталог рассылка',
    filler:
      'и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ещё бы от так год для вы когда только уже день там если очень или чтобы мой наш ваш здесь теперь всегда никогда пожалуйста спасибо здравствуйте неделя месяц вчера сегодня завтра',
  },
  ko: {
    matters:
      '환불 청구서 해지 구독 배송 고장 보증 불만 비밀번호 계정 승급 결제 영수증 할인 소포 반품 교환 파손 누락 지연 계약 요금제 납부 독촉 변호사 긴급 보험 예약 목록 소식지',
    filler:
      '그리고 그러나 저는 제가 오늘 어제 내일 지금 여기 거기 매우 너무 정말 항상 가끔 이것은 그것은 우리 회사 사람 시간 이번 다음 지난 빨리 천천히 감사합니다 안녕하세요 부탁드립니다 있습니다 없습니다',
  },
} as const;

/** Endings that a word of no meaning gets, to make as many keywords as rules of a site have. */
export const PRODUCTS = Array.from({ length: 400 }, (_, index) => {
  const syllables = ['ka', 'mo', 'ri', 'ten', 'lu', 'sor', 'vi', 'nal', 'pe', 'do'];
  return [index % 10, Math.floor(index / 10) % 10, Math.floor(index / 100), 3, index % 7]
    .map((at) => syllables[at] ?? '')
    .join('');
});
