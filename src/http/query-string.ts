import { isStorable } from './check-json.ts';
import { invalid } from './errors.ts';

/** Names that objects have of their own. */
const poisonous = /(?:^|\[)(?:__proto__|constructor|prototype)(?:\]|$)/;

/**
 * Parameters behind the `?`, by name. Throws VALIDATION_FAILED for bad encoding and for a name given twice.
 */
export function queryString(url: string): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const start = url.indexOf('?');
  if (start === -1) return given;
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    if (poisonous.test(name)) throw invalid(name, 'unknown parameter');
    if (given.has(name)) throw invalid(name, 'is given twice');
    given.set(name, value);
  }
  return given;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid('', 'the query string is not percent-encoded UTF-8');
  }
  if (!isStorable(decoded)) throw invalid('', 'the query string may not contain NUL');
  return decoded;
}
