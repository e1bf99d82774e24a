import { RE2JS, RE2JSException } from 're2js';
import { eventTypeOf, streamNameOf } from '../storage/stored-event.ts';

/** What a client asks for: events whose stream name or type matches a pattern or begins with a prefix. */
export type FilterSpec = { on: 'stream-name' | 'event-type'; regex: string; prefixes: readonly string[] };

export type EventFilter = (stored: Buffer) => boolean;

/** A filter that cannot be; the message says why. */
export class InvalidFilter extends Error {}

/** Every event that a reader passes is compared with all of it. */
const MAX_PREFIXES = 1_000;
const MAX_PATTERN_LENGTH = 1_000;
/** Instructions that a pattern is compiled to: `{n}` repeats what it stands behind, so a short one may be large. */
const MAX_PATTERN_SIZE = 2_500;

/**
 * The regular expression is not anchored. It is of RE2's dialect, whose time grows with the length of the text
 * alone: with that of JavaScript, a pattern could keep the node busy for years over one name.
 * @throws InvalidFilter
 */
export function createEventFilter({ on, regex, prefixes }: FilterSpec): EventFilter {
  const subject = on === 'stream-name' ? streamNameOf : eventTypeOf;
  if (prefixes.length > MAX_PREFIXES)
    throw new InvalidFilter(`A filter can have ${MAX_PREFIXES} prefixes at most.`);
  if (prefixes.length > 0) {
    return (stored) => {
      const text = subject(stored);
      return prefixes.some((prefix) => text.startsWith(prefix));
    };
  }
  const pattern = compile(regex);
  return (stored) => pattern.test(subject(stored));
}

function compile(regex: string): RE2JS {
  if (regex.length > MAX_PATTERN_LENGTH)
    throw new InvalidFilter(
      `The regular expression of a filter can have ${MAX_PATTERN_LENGTH} characters at most.`,
    );
  try {
    const pattern = RE2JS.compile(regex);
    if (pattern.programSize() <= MAX_PATTERN_SIZE) return pattern;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new InvalidFilter(
      "The regular expression of the filter is not valid; it is of RE2's dialect, which has no lookaround and no " +
        'backreferences.',
    );
  }
  throw new InvalidFilter('The regular expression of the filter is too large.');
}
