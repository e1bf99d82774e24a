import { eventTypeOf, streamNameOf } from '../storage/stored-event.ts';

/** What a client asks for: events whose stream name or type matches a pattern or begins with a prefix. */
export type FilterSpec = { on: 'stream-name' | 'event-type'; regex: string; prefixes: readonly string[] };

export type EventFilter = (stored: Buffer) => boolean;

/**
 * The regular expression is not anchored.
 * @throws SyntaxError on an invalid regular expression
 */
export function createEventFilter({ on, regex, prefixes }: FilterSpec): EventFilter {
  const subject = on === 'stream-name' ? streamNameOf : eventTypeOf;
  if (prefixes.length > 0) {
    return (stored) => {
      const text = subject(stored);
      return prefixes.some((prefix) => text.startsWith(prefix));
    };
  }
  const pattern = new RegExp(regex);
  return (stored) => pattern.test(subject(stored));
}
