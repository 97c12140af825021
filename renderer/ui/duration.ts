/** `0:19`, `12:41`, `1:02:03`: a countdown or an age in whole seconds; never negative. */
export function clockText(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** The unit and amount in which a person would say an age: seconds below a minute, then minutes, hours, days. */
export function spokenAge(ms: number): { value: number; unit: 'second' | 'minute' | 'hour' | 'day' } {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return { value: seconds, unit: 'second' };
  if (seconds < 3600) return { value: Math.floor(seconds / 60), unit: 'minute' };
  if (seconds < 86_400) return { value: Math.floor(seconds / 3600), unit: 'hour' };
  return { value: Math.floor(seconds / 86_400), unit: 'day' };
}

/** An age in the reader's language, such as `6 min`. */
export function ageText(ms: number, locale: string): string {
  const { value, unit } = spokenAge(ms);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** How long ago something was, in the reader's language, such as `6 min. ago`. */
export function agoText(ms: number, locale: string): string {
  const { value, unit } = spokenAge(ms);
  return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-value, unit);
}
