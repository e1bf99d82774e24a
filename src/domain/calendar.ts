import { dateFormat } from './time-zones.ts';
import type { IsoDate, Timestamp } from './values.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('0001-01-01');
const LAST_DAY = Date.parse('9999-12-31');

/** Date-only ISO strings are read as UTC, where every day has 24 hours. */
function startOf(date: IsoDate): number {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw new RangeError('not a calendar date');
  return time;
}

/**
 * Whole days from `from` to `to`: negative when `to` is earlier, 0 on the same day.
 * @throws RangeError when either is not a date.
 */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (startOf(to) - startOf(from)) / DAY_MS;
}

/**
 * The date `days` after `date`; an integer, negative for earlier dates.
 * @throws RangeError when the result lies outside the years 0001 to 9999, or `days` is not an integer.
 */
export function addDays(date: IsoDate, days: number): IsoDate {
  const time = startOf(date) + days * DAY_MS;
  if (!Number.isInteger(days) || time < FIRST_DAY || time > LAST_DAY) {
    throw new RangeError('date out of range');
  }
  return new Date(time).toISOString().slice(0, 10);
}

/** The last answer for each time zone: most questions are about now, and no zone changes the day within a second. */
const latest = new Map<string, { readonly second: string; readonly date: IsoDate }>();

/**
 * The calendar date on which `timestamp` falls in `timeZone`, an IANA name.
 * @throws RangeError for a timestamp or a time zone that does not exist.
 */
export function localDate(timestamp: Timestamp, timeZone: string): IsoDate {
  const known = latest.get(timeZone);
  const second = timestamp.slice(0, '2026-01-01T00:00:00'.length);
  if (known?.second === second) return known.date;
  const [month, day, year] = dateFormat(timeZone).format(new Date(timestamp)).split('/');
  const date = `${year?.padStart(4, '0')}-${month}-${day}`;
  latest.set(timeZone, { second, date });
  return date;
}
