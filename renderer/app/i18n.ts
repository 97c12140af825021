import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import english from '../../assets/locales/en.json';

/** The languages the desk speaks, in their own names. */
export const LANGUAGES = { en: 'English', es: 'Español', ko: '한국어', pl: 'Polski', tr: 'Türkçe' } as const;
export type Language = keyof typeof LANGUAGES;

// English is in the first bundle as everyone's fallback; the others are fetched when spoken.
const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = {
  es: () => import('../../assets/locales/es.json'),
  ko: () => import('../../assets/locales/ko.json'),
  pl: () => import('../../assets/locales/pl.json'),
  tr: () => import('../../assets/locales/tr.json'),
};

/** Makes the translator, speaking English until {@link speak} is told otherwise. */
export async function createI18n(): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** Our language for a BCP 47 locale: `es-MX` is Spanish, anything we do not speak English. */
export function languageFor(locale: string): Language {
  const base = locale.toLowerCase().split(/[-_]/)[0] ?? '';
  return base in LANGUAGES ? (base as Language) : 'en';
}

/** Switches the language at run time, fetching its texts the first time. */
export async function speak(instance: i18n, language: Language): Promise<void> {
  if (language !== 'en' && !instance.hasResourceBundle(language, 'translation')) {
    const texts = await others[language]();
    instance.addResourceBundle(language, 'translation', texts.default);
  }
  await instance.changeLanguage(language);
  document.documentElement.lang = language;
}
