/** A count in the reader's language, such as `1,234`. */
export function numberText(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}
