import { WEEKDAYS, type Calendar } from '../../common/contract/configuration/calendar';
import { holidayOn } from './holidays';

/** Whether offices are open, and in words why. */
export type OfficeHours = { isOpen: boolean; detail: string };

type Hours = { from: string; to: string };
type LocalTime = { date: string; weekday: (typeof WEEKDAYS)[number]; time: string; shown: string };

/** Makes a calendar ready to be asked for any moment. */
export function officeHoursOf(calendar: Calendar): (at: Date) => OfficeHours {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: calendar.timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const exceptions = new Map(calendar.exceptions.map((exception) => [exception.date, exception]));
  return (at) => {
    const local = localTime(clock, at);
    const shown = `${local.shown} ${calendar.timeZone}`;
    const exception = exceptions.get(local.date);
    if (exception !== undefined) return answer(isWithin(exception.hours, local.time), `${shown}, ${exception.name}`);
    const holiday = calendar.holidays === null ? null : holidayOn(calendar.holidays, local.date);
    if (holiday !== null && local.time >= holiday.from) return answer(false, `${shown}, holiday: ${holiday.name}`);
    const hours = calendar.week.filter(({ days }) => days.includes(local.weekday));
    return answer(isWithin(hours, local.time), shown);
  };
}

function answer(isOpen: boolean, why: string): OfficeHours {
  return { isOpen, detail: `${isOpen ? 'open' : 'closed'}: ${why}` };
}

/** Times of the same length compare as texts, `24:00` after all others. */
function isWithin(hours: readonly Hours[], time: string): boolean {
  return hours.some(({ from, to }) => from <= time && time < to);
}

/** What a clock on the wall shows; when it is put back, an hour is there twice. */
function localTime(clock: Intl.DateTimeFormat, at: Date): LocalTime {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const weekday = WEEKDAYS.find((day) => part('weekday').toLowerCase().startsWith(day)) ?? 'mon';
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    weekday,
    time,
    shown: `${part('weekday')} ${time}`,
  };
}
