import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { EventForm } from '../reads/encode-entry.ts';
import { createEventFilter, InvalidFilter } from '../reads/event-filter.ts';
import type { Direction } from '../reads/read-pages.ts';
import type { SubscriptionFilter } from '../reads/subscribe.ts';
import { InvalidRequest, placeFrom, streamNameFrom } from './requests.ts';

type From = 'start' | 'end' | number;

/** `stream` is undefined for `$all`, `count` for a subscription. */
export type ParsedRead = {
  stream: string | undefined;
  from: From;
  direction: Direction;
  count: number | undefined;
  filter: SubscriptionFilter | undefined;
  form: EventForm;
};

const DEFAULT_WINDOW = 32;

/** @throws InvalidRequest */
export function parseReadRequest(request: streams.ReadReq): ParsedRead {
  const options = request.getOptions();
  if (!options) throw new InvalidRequest('The options are missing.');
  const all = options.getAll();
  const stream = options.getStream();
  if (!all && !stream) throw new InvalidRequest('Neither a stream nor $all was asked for.');
  return {
    stream: all ? undefined : streamNameFrom(stream?.getStreamIdentifier()),
    from: all
      ? fromOf(all, all.getPosition()?.getCommitPosition())
      : fromOf(stream, stream?.hasRevision() ? stream.getRevision() : undefined),
    // Generated enums cannot be imported by name from ES modules: 1 is BACKWARDS.
    direction: Number(options.getReadDirection()) === 1 ? 'backwards' : 'forwards',
    count: options.hasSubscription() ? undefined : Number(options.getCount()),
    filter: filterOf(options.getFilter()),
    form: {
      resolveLinks: options.getResolveLinks(),
      structuredIds: options.getUuidOption()?.hasStructured() ?? false,
    },
  };
}

function fromOf(options: { hasEnd(): boolean } | undefined, exact: string | undefined): From {
  // The largest number means the end, as the server has it.
  if (exact === '18446744073709551615') return 'end';
  if (exact !== undefined) return Math.min(placeFrom(exact), Number.MAX_SAFE_INTEGER);
  return options?.hasEnd() ? 'end' : 'start';
}

function filterOf(
  options: streams.ReadReq.Options.FilterOptions | undefined,
): SubscriptionFilter | undefined {
  if (!options) return undefined;
  const byStream = options.getStreamIdentifier();
  const expression = byStream ?? options.getEventType();
  if (!expression) throw new InvalidRequest('The filter has no expression.');
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  const multiplier = options.getCheckpointintervalmultiplier();
  if (window <= 0 || multiplier <= 0)
    throw new InvalidRequest('The window and the checkpoint interval of a filter must be greater than 0.');
  try {
    const matches = createEventFilter({
      on: byStream ? 'stream-name' : 'event-type',
      regex: expression.getRegex(),
      prefixes: expression.getPrefixList(),
    });
    return { matches, checkpointInterval: window * multiplier };
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw new InvalidRequest(error.message);
  }
}
