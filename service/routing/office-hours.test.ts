import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarSchema, WEEKDAYS } from '../../common/contract/configuration/calendar';
import { officeHoursOf } from './office-hours';

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'];
const calendar = (parts: object) => calendarSchema.parse({ id: 'c', name: 'C', timeZone: 'Europe/Warsaw', ...parts });
const isOpen = (parts: object, at: string): boolean => officeHoursOf(calendar(parts))(new Date(at)).isOpen;
const office = { week: [{ days: WORKDAYS, from: '09:00', to: '17:00' }] };
const poland = { ...office, holidays: { country: 'PL' } };

describe('office hours', () => {
  it.each([
    ['at opening', '2026-03-02T08:00:00Z', true],
    ['a minute before', '2026-03-02T07:59:59Z', false],
    ['in the last minute', '2026-03-02T15:59:59Z', true],
    ['at closing', '2026-03-02T16:00:00Z', false],
    ['on Saturday', '2026-03-07T10:00:00Z', false],
    ['in summer, an hour earlier by UTC', '2026-07-01T07:00:00Z', true],
    ['in summer, before', '2026-07-01T06:59:00Z', false],
  ])('%s', (_name, at, expected) => {
    expect(isOpen(office, at)).toBe(expected);
  });

  it.each([
    ['Europe/Warsaw', 'before the clock is put forward', '2026-03-29T00:59:00Z', '01:59'],
    ['Europe/Warsaw', 'after', '2026-03-29T01:00:00Z', '03:00'],
    ['Europe/Warsaw', 'before it is put back', '2026-10-25T00:30:00Z', '02:30'],
    ['Europe/Warsaw', 'the same hour again', '2026-10-25T01:30:00Z', '02:30'],
    ['Europe/Warsaw', 'after that', '2026-10-25T02:00:00Z', '03:00'],
    ['America/New_York', 'before the clock is put forward', '2026-03-08T06:59:00Z', '01:59'],
    ['America/New_York', 'after', '2026-03-08T07:00:00Z', '03:00'],
    ['America/New_York', 'before it is put back', '2026-11-01T05:30:00Z', '01:30'],
    ['America/New_York', 'the same hour again', '2026-11-01T06:30:00Z', '01:30'],
    ['America/New_York', 'after that', '2026-11-01T07:00:00Z', '02:00'],
  ])('%s: %s', (timeZone, _name, at, time) => {
    const minute =
      Number(time.slice(3)) === 59
        ? `${String(Number(time.slice(0, 2)) + 1).padStart(2, '0')}:00`
        : `${time.slice(0, 3)}${String(Number(time.slice(3)) + 1).padStart(2, '0')}`;
    const week = [{ days: ['sun'], from: time, to: minute }];
    expect(officeHoursOf(calendar({ timeZone, week }))(new Date(at))).toEqual({
      isOpen: true,
      detail: `open: Sunday ${time} ${timeZone}`,
    });
  });

  it('knows the day by the clock of the calendar, and 24:00 as its end', () => {
    const week = [{ days: ['mon'], from: '00:00', to: '24:00' }];
    expect(isOpen({ week }, '2026-03-01T22:59:59Z')).toBe(false);
    expect(isOpen({ week }, '2026-03-01T23:00:00Z')).toBe(true);
    expect(isOpen({ week }, '2026-03-02T22:59:59Z')).toBe(true);
    expect(isOpen({ week }, '2026-03-02T23:00:00Z')).toBe(false);
    expect(isOpen({ week, timeZone: 'Pacific/Kiritimati' }, '2026-03-01T10:00:00Z')).toBe(true);
  });

  it.each([
    [
      'of a fixed date',
      poland,
      '2026-11-11T10:00:00Z',
      'closed: Wednesday 11:00 Europe/Warsaw, holiday: Narodowe Święto Niepodległości',
    ],
    [
      'that moves with Easter',
      poland,
      '2026-06-04T10:00:00Z',
      'closed: Thursday 12:00 Europe/Warsaw, holiday: Dzień Bożego Ciała',
    ],
    ['that is none for offices', poland, '2026-12-31T10:00:00Z', 'open: Thursday 11:00 Europe/Warsaw'],
    [
      'of a state',
      { ...office, timeZone: 'Europe/Berlin', holidays: { country: 'DE', state: 'BY' } },
      '2026-01-06T10:00:00Z',
      'closed: Tuesday 11:00 Europe/Berlin, holiday: Heilige Drei Könige',
    ],
    [
      'of another state',
      { ...office, timeZone: 'Europe/Berlin', holidays: { country: 'DE', state: 'HH' } },
      '2026-01-06T10:00:00Z',
      'open: Tuesday 11:00 Europe/Berlin',
    ],
    [
      'of several days',
      { ...office, timeZone: 'Europe/Istanbul', holidays: { country: 'TR' } },
      '2026-05-29T10:00:00Z',
      'closed: Friday 13:00 Europe/Istanbul, holiday: Kurban Bayramı',
    ],
    [
      'of several days, over',
      { ...office, timeZone: 'Europe/Istanbul', holidays: { country: 'TR' } },
      '2026-03-23T07:00:00Z',
      'open: Monday 10:00 Europe/Istanbul',
    ],
    [
      'of half a day, before it',
      { ...office, timeZone: 'Atlantic/Reykjavik', holidays: { country: 'IS' } },
      '2026-12-24T12:59:00Z',
      'open: Thursday 12:59 Atlantic/Reykjavik',
    ],
    [
      'of half a day',
      { ...office, timeZone: 'Atlantic/Reykjavik', holidays: { country: 'IS' } },
      '2026-12-24T13:00:00Z',
      'closed: Thursday 13:00 Atlantic/Reykjavik, holiday: Aðfangadagur',
    ],
    [
      'of a place that is not known',
      { ...office, holidays: { country: 'ZZ' } },
      '2026-11-11T10:00:00Z',
      'open: Wednesday 11:00 Europe/Warsaw',
    ],
  ])('a holiday %s', (_name, parts, at, detail) => {
    expect(officeHoursOf(calendar(parts))(new Date(at)).detail).toBe(detail);
  });

  it('lets exceptions win over holidays and the week', () => {
    const exceptions = [
      { date: '2026-11-11', name: 'Open house', hours: [{ from: '10:00', to: '12:00' }] },
      { date: '2026-11-12', name: 'Works outing' },
    ];
    expect(isOpen({ ...poland, exceptions }, '2026-11-11T10:30:00Z')).toBe(true);
    expect(isOpen({ ...poland, exceptions }, '2026-11-11T11:00:00Z')).toBe(false);
    expect(officeHoursOf(calendar({ ...poland, exceptions }))(new Date('2026-11-12T10:00:00Z'))).toEqual({
      isOpen: false,
      detail: 'closed: Thursday 11:00 Europe/Warsaw, Works outing',
    });
  });

  it('agrees with the clock on the wall, in any zone and at any time', () => {
    const zones = fc.constantFrom('Europe/Warsaw', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
    const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    const hours = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(zones, moments, fc.subarray([...WEEKDAYS], { minLength: 1 }), hours, (timeZone, at, days, [a, b]) => {
        const week = [{ days, from: `${String(a).padStart(2, '0')}:00`, to: `${String(b).padStart(2, '0')}:00` }];
        const shown = at.toLocaleString('en-US', { timeZone, weekday: 'short', hour: 'numeric', hourCycle: 'h23' });
        const [weekday = '', hour = ''] = shown.split(/[ ,]+/);
        const isExpected = (days as string[]).includes(weekday.toLowerCase()) && a <= Number(hour) && Number(hour) < b;
        expect(isOpen({ timeZone, week }, at.toISOString())).toBe(isExpected);
      }),
    );
  });
});
