import type { DecidedEvent, EventFamily, EventMetadata } from '../../src/core/define-events.ts';
import type { StreamDefinition } from '../../src/core/define-stream.ts';
import { testMetadata } from './test-context.ts';

/** An event of the past; `meta` where the test cares who caused it. */
export type Past<Family extends EventFamily> = DecidedEvent<Family> & {
  readonly meta?: Partial<EventMetadata>;
};

/** The state that `events` add up to, deeply frozen: whoever changes it in place throws. */
export function fold<State, Family extends EventFamily>(
  stream: StreamDefinition<State, Family>,
  events: readonly Past<Family>[],
  from?: State,
): State;
export function fold<State>(
  stream: StreamDefinition<State>,
  events: readonly Past<EventFamily>[],
  from?: State,
): State {
  return events.reduce(
    (state, { type, data, meta }) => {
      const apply = stream.evolve[type];
      if (!apply) throw new Error(`${stream.category} streams have no ${type}`);
      return frozen(apply(state, frozen(data), { ...testMetadata, ...meta }));
    },
    frozen(from ?? stream.initial),
  );
}

/** Freezes `value` and all it holds. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
