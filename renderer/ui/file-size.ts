const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Octets as a person reads them: `212 kB`. Decimal, because Intl's units are. */
export function fileSizeText(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}
