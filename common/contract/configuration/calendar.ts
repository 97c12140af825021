import { z } from 'zod';
import { codeSchema, labelSchema } from './names';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Time of day on the calendar's clock, `09:00`; `24:00` is the day's end. */
const timeOfDaySchema = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time such as 09:00');

const hoursSchema = z
  .strictObject({ from: timeOfDaySchema, to: timeOfDaySchema })
  .refine(({ from, to }) => from < to, 'ends before it begins');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** When a queue is served. Hours over midnight are two entries. */
export const calendarSchema = z.strictObject({
  id: codeSchema,
  name: labelSchema,
  /** IANA name, `Europe/Warsaw`. */
  timeZone: z.string().max(64).refine(isTimeZone, 'is not a time zone'),
  week: z
    .array(hoursSchema.safeExtend({ days: z.array(z.enum(WEEKDAYS)).min(1).max(7) }))
    .max(100)
    .default([]),
  /** Public holidays of a country (ISO 3166), its state and region as date-holidays names them; null: none. */
  holidays: z
    .strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, 'expected a country code such as PL'),
      state: z.string().max(20).optional(),
      region: z.string().max(20).optional(),
    })
    .nullable()
    .default(null),
  /** Days unlike the others; they win over week and holidays. Without hours: closed all day. */
  exceptions: z
    .array(z.strictObject({ date: z.iso.date(), name: labelSchema, hours: z.array(hoursSchema).max(10).default([]) }))
    .max(1000)
    .default([]),
});
export type Calendar = z.infer<typeof calendarSchema>;
