/** A point in time as a mail's header shows it: the time today, otherwise day and time. */
export function momentText(iso: string, nowMs: number, locale: string): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(
    locale,
    isToday ? { hour: '2-digit', minute: '2-digit' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(date);
}

/** The time with seconds, for "draft saved". */
export function preciseTimeText(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(iso));
}
