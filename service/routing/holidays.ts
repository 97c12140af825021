import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import type { Calendar } from '../../common/contract/configuration/calendar';

type Place = NonNullable<Calendar['holidays']>;

/** A public holiday; `from` is later than 00:00 where only the rest of the day is one. */
export type Holiday = { name: string; from: string };

/** By their dates, `2026-05-01`. */
type HolidaysByDate = ReadonlyMap<string, Holiday>;

/** More than a site needs; bounds what years out of the way would leave behind. */
const MAX_KEPT = 500;
const kept = new Map<string, HolidaysByDate>();

const load = createRequire(import.meta.url);
let library: typeof Holidays | null = null;

/** The public holiday on a day of the place's calendar; null where it is none. A place that is not known has none. */
export function holidayOn(place: Place, date: string): Holiday | null {
  return holidaysOf(place, Number(date.slice(0, 4))).get(date) ?? null;
}

/** Whether there is such a country, with such a state and such a region in it. */
export function knowsPlace({ country, state, region }: Place): boolean {
  library ??= load('date-holidays') as typeof Holidays;
  const places = new library();
  const has = (names: Record<string, string> | undefined, name: string): boolean => Object.hasOwn(names ?? {}, name);
  if (!has(places.getCountries(), country)) return false;
  if (state === undefined) return region === undefined;
  if (!has(places.getStates(country), state)) return false;
  return region === undefined || has(places.getRegions(country, state), region);
}

function holidaysOf(place: Place, year: number): HolidaysByDate {
  const key = [place.country, place.state, place.region, year].join(' ');
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const found = computed(place, year);
  kept.set(key, found);
  return found;
}

function computed(place: Place, year: number): HolidaysByDate {
  // A tenth of a second and ten megabytes, which a site without holidays need not pay.
  library ??= load('date-holidays') as typeof Holidays;
  const calendar = new library(place, { types: ['public'] });
  const days = new Map<string, Holiday>();
  // one that begins at the end of a year may last into the next
  for (const holiday of [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)]) {
    // `2026-12-24 13:00:00`; that a day of other calendars begins on the evening before is no matter for offices
    const [firstDay, from] = [holiday.date.slice(0, 10), holiday.date.slice(11, 16)];
    const hours = (holiday.end.getTime() - holiday.start.getTime()) / 3_600_000;
    // a day on which clocks are changed has 23 hours or 25
    const count = Math.max(1, Math.floor((hours + 1) / 24));
    for (let day = 0; day < count; day += 1) {
      const date = new Date(Date.parse(`${firstDay}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
      const before = days.get(date);
      if (before === undefined || from < before.from) days.set(date, { name: holiday.name, from });
    }
  }
  return days;
}
