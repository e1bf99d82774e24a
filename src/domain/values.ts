import { z } from 'zod';
import { isTimeZone } from './time-zones.ts';

/**
 * What `decimal` accepts: sign, integer part without its leading zeros, fraction without its trailing zeros.
 */
const DECIMAL = /^([+-]?)0*(\d{1,14})(?:\.(\d{1,6}?)0*)?$/;
/** What to say of text that is no `decimal`. */
export const decimalHint = 'expected a decimal with at most 14 digits before and 6 after the point';
const SIGNIFICANT_DIGITS = 15;

/**
 * PostgreSQL stores neither NUL nor half a surrogate pair; other control characters have no place in text.
 */
const UNSTORABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function toCanonical(text: string): string {
  const [, sign, whole = '0', fraction = '0'] = DECIMAL.exec(text) ?? [];
  const digits = fraction === '0' ? whole : `${whole}.${fraction}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** A double keeps 15 significant decimal digits; one that shows more was not typed that way. */
function isExact(input: string | number): boolean {
  if (typeof input === 'string') return true;
  const digits = (String(input).split('e')[0] ?? '').replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return digits.length <= SIGNIFICANT_DIGITS;
}

/**
 * UUID of any version of RFC 9562, lower-cased: v7 where the server is free, v5 where it derives from a key.
 */
export const id = z.uuid('expected a UUID').toLowerCase();

/** Calendar date `YYYY-MM-DD` of the years 0001 to 9999, in the organization's time zone. */
export const date = z.iso
  .date('expected a calendar date, YYYY-MM-DD')
  .refine((text) => !text.startsWith('0000'), 'the year must be 0001 or later');
export type IsoDate = z.output<typeof date>;

/** Moment in UTC, ISO 8601 with `Z`; kept with exactly milliseconds: `2026-03-01T09:30:00.000Z`. */
export const timestamp = z.iso
  .datetime({ error: 'expected a UTC timestamp, YYYY-MM-DDTHH:mm:ss.sssZ', abort: true })
  .refine((text) => !text.startsWith('0000'), 'the year must be 0001 or later')
  .overwrite((text) => new Date(text).toISOString());
export type Timestamp = z.output<typeof timestamp>;

/**
 * Decimal string that fits numeric(20,6). Parsing answers the canonical form: no plus, exponent, leading
 * zeros, trailing fraction zeros or `-0`, so that equal amounts are equal strings. More digits are refused,
 * not rounded.
 */
export const decimal = z.string().regex(DECIMAL, { error: decimalHint, abort: true }).overwrite(toCanonical);
export type DecimalString = z.output<typeof decimal>;

/**
 * A `decimal` as clients may send it: a string, or a JSON number of at most 15 significant digits. Kept as a
 * string.
 */
export const decimalInput = z
  .union([z.string().meta({ pattern: DECIMAL.source }), z.number()], 'expected a decimal string or a number')
  .refine(isExact, {
    error: `a number may have at most ${SIGNIFICANT_DIGITS} significant digits; send a string`,
    abort: true,
  })
  .transform(String)
  .pipe(decimal);

/** A decimal where 1 is 100 %. It may lie outside 0 to 1. */
export const ratio = decimal.describe('1 is 100 %.');

/** Relative weight: a decimal, 0 or more. */
export const weight = decimal.refine((text) => !text.startsWith('-'), 'a weight may not be negative');
/** A `weight` as clients may send it: string or number, kept as a string. */
export const weightInput = decimalInput.pipe(weight);

/** Confidence of reaching a target: an integer from 0 (none) to 10 (certain). */
export const confidence = z.int('expected an integer from 0 to 10').min(0).max(10);

/** Grade `'0.0'`, `'0.1'` … `'1.0'`: a string with exactly one fraction digit, as numeric(2,1) prints it. */
export const score = z.enum(
  ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1.0'],
  'expected a score from 0.0 to 1.0 in steps of 0.1',
);
export type Score = z.output<typeof score>;
/** A `score` as clients may send it: any decimal spelling (`0.7`, `"0.70"`, `1`), kept as `score`. */
export const scoreInput = decimalInput
  .transform((text) => (text.includes('.') ? text : `${text}.0`))
  .pipe(score);

/** ISO 4217 code in capitals: `EUR`. */
export const currencyCode = z
  .string()
  .refine((code) => CURRENCIES.has(code), 'expected an ISO 4217 currency code, such as EUR');

/** IANA time zone name: `Europe/Berlin`. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone name, such as Europe/Berlin');

/** E-mail address of at most 254 characters, lower-cased. */
export const emailAddress = z
  .email('expected an e-mail address')
  .max(254, 'an e-mail address has at most 254 characters')
  .toLowerCase();

/** Name in an address: 1 to 63 lower-case letters and digits, in groups joined by single hyphens. */
export const slug = z
  .string()
  .max(63, 'expected at most 63 characters')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case letters and digits, joined by single hyphens');

/**
 * Trimmed text (Unicode NFC) of 1 to `max` UTF-16 units, without control characters other than tab and line
 * breaks. Call it once per module: every call builds a schema.
 */
export const nonEmptyText = (max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, 'may not be empty')
    .max(max, `expected at most ${max} characters`)
    .refine((text) => !UNSTORABLE.test(text), 'may not contain control characters');

/** The period that a cycle covers. */
export const cycleKind = z.enum(['year', 'half', 'quarter', 'month', 'custom']);

/** Phases of a cycle, in their order. */
export const cyclePhase = z.enum(['defined', 'active', 'grading', 'closed']);
export type CyclePhase = z.output<typeof cyclePhase>;

/** Who sees an objective: every member of the organization, or its owners and those who see everything. */
export const objectiveVisibility = z.enum(['organization', 'private']);
export type ObjectiveVisibility = z.output<typeof objectiveVisibility>;

/** Phases of an objective, in their order; a closed one can be reopened. */
export const objectivePhase = z.enum(['draft', 'active', 'closed']);
export type ObjectivePhase = z.output<typeof objectivePhase>;

/** How a check-in came in. */
export const checkInSource = z.enum(['manual', 'api', 'import', 'connector']);
export type CheckInSource = z.output<typeof checkInSource>;

/**
 * Who may join an organization: `closed`, nobody; `invited`, those who were; `open`, everybody who registers.
 */
export const registrationMode = z.enum(['closed', 'invited', 'open']);

/** How a member came in. */
export const joinedVia = z.enum(['founder', 'registration', 'invitation', 'import']);

/** How an objective ended. */
export const outcome = z.enum(['achieved', 'partial', 'missed', 'dropped']);
export type Outcome = z.output<typeof outcome>;

/** What a person may say an objective's or key result's status is, against the figures. */
export const statusOverride = z.enum(['onTrack', 'atRisk', 'offTrack']);
export type StatusOverride = z.output<typeof statusOverride>;

/** Status of an objective or key result, see `statusOf`. */
export const progressStatus = z.enum([...outcome.options, ...statusOverride.options, 'stale', 'pending']);
export type ProgressStatus = z.output<typeof progressStatus>;

/**
 * What a parent objective's rolled-up progress is made of: its own key results, its contributing children, or
 * both.
 */
export const rollUpMode = z.enum(['own', 'children', 'both']);
export type RollUpMode = z.output<typeof rollUpMode>;
