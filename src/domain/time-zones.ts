const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
const FORMATS_KEPT = 500;

/** Making an Intl format costs far more than using one; the bound keeps odd spellings from filling memory. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Gregorian month, day and year in `timeZone`, an IANA name, as `02/28/2026`.
 * @throws RangeError for a time zone that does not exist.
 */
export function dateFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  if (formats.size >= FORMATS_KEPT) formats.clear();
  formats.set(timeZone, made);
  return made;
}

/**
 * Whether `name` is an IANA time zone name (`Europe/Berlin`, `UTC`) that this runtime knows; offsets are not
 * names.
 */
export function isTimeZone(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    dateFormat(name);
    return true;
  } catch {
    return false;
  }
}
