import { useTranslation } from 'react-i18next';
import { ageText, agoText, clockText } from '../../ui/duration';
import { useServerNow } from './use-server-now';

/** Ticking time since a moment of the service's clock: `12:41`. */
export function Elapsed({ since }: { since: string }) {
  return <>{clockText(useServerNow() - Date.parse(since))}</>;
}

/** Ticking time until a moment of the service's clock: `0:19`, and `0:00` once it has passed. */
export function Remaining({ until }: { until: string }) {
  // Rounded up: at 29.4 s a person expects to read 30 change to 29, and 0:00 to mean that it is over.
  return <>{clockText(Math.ceil((Date.parse(until) - useServerNow()) / 1000) * 1000)}</>;
}

/** Coarse age in the reader's language: `6 min`. */
export function Age({ since }: { since: string }) {
  const { i18n } = useTranslation();
  return <>{ageText(useServerNow() - Date.parse(since), i18n.language)}</>;
}

/** The same as a sentence has it: `6 min. ago`. */
export function Ago({ since }: { since: string }) {
  const { i18n } = useTranslation();
  return <>{agoText(useServerNow() - Date.parse(since), i18n.language)}</>;
}
