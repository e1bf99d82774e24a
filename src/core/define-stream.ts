import type { EventData, EventFamily, EventMetadata, EventType } from './define-events.ts';

/** A method's type, not a function's, so that streams of different states fit one registry. */
type EvolveCase<State, Data> = { evolve(state: State, data: Data, meta: EventMetadata): State }['evolve'];

/** How each event changes the state: one case per event type of the family, none missing, none foreign. */
type Evolve<State, Family extends EventFamily> = {
  readonly [Type in EventType<Family>]: EvolveCase<State, EventData<Family, Type>>;
};

/** A consistency boundary: the events of one category and the state they fold into. */
export interface StreamDefinition<State = unknown, Family extends EventFamily = EventFamily> {
  readonly category: Family['category'];
  readonly events: Family;
  /**
   * Who may reach the stream: `organization`, only members of the organization that wrote its first event
   * (anybody else gets the NOT_FOUND of an id that does not exist); `global`, whoever the command admits.
   */
  readonly scope: 'organization' | 'global';
  /** State before the first event. */
  readonly initial: State;
  readonly evolve: Evolve<State, Family>;
}

/** Defines a stream. The compiler refuses a missing evolve case and an event of another stream. */
export function defineStream<State, Family extends EventFamily>(definition: {
  events: Family;
  scope?: 'organization' | 'global';
  initial: State;
  evolve: Evolve<NoInfer<State>, Family>;
}): StreamDefinition<State, Family> {
  return { scope: 'organization', category: definition.events.category, ...definition };
}

/** Name of a stream in the log: `category-id`. */
export function streamName(stream: { readonly category: string }, id: string): string {
  return `${stream.category}-${id}`;
}

/** Id part of a stream name. Categories have no dash in them. */
export function streamId(name: string): string {
  return name.slice(name.indexOf('-') + 1);
}
