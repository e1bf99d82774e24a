import type { LogPosition, RecordedEvent } from '../../core/define-events.ts';
import type { StreamDefinition } from '../../core/define-stream.ts';
import { noStream } from '../../core/ports.ts';

/** What one command left on a stream. */
export interface HandledCommand {
  readonly hash: string;
  readonly firstRevision: number;
  readonly lastRevision: number;
}

/** A stream folded up to a revision. Replaced, never changed, except for its list of commands. */
export interface FoldedStream {
  readonly state: unknown;
  /** Last revision, {@link noStream} for a stream without events. */
  readonly revision: number;
  /** Position of the last event; null without events. */
  readonly position: LogPosition | null;
  /** Organization that wrote the first event. */
  readonly organizationId: string | null;
  /** The latest commands on the stream, by id. */
  readonly commands: Map<string, HandledCommand>;
  /** `Clock.elapsed()` when the log was asked that last confirmed that this is the newest revision. */
  readonly confirmedAt: number;
}

/** An idempotency key is remembered for this many commands of its stream. */
const rememberedCommands = 1000;

/** The stream before its first event. */
export function emptyStream(stream: StreamDefinition): FoldedStream {
  return {
    state: stream.initial,
    revision: noStream,
    position: null,
    organizationId: null,
    commands: new Map(),
    confirmedAt: Number.NEGATIVE_INFINITY,
  };
}

export type FoldableEvent = Pick<RecordedEvent, 'type' | 'data' | 'meta' | 'revision' | 'position'>;

/** Folds the events that follow the known revision; those at or before it are skipped. */
export function foldEvents(
  stream: StreamDefinition,
  known: FoldedStream,
  events: readonly FoldableEvent[],
  confirmedAt: number,
): FoldedStream {
  let { state, revision, position, organizationId } = known;
  const { commands } = known;
  for (const event of events) {
    if (event.revision <= revision) continue;
    const evolve = stream.evolve[event.type];
    if (!evolve) throw new Error(`stream ${stream.category} has no evolve case for ${event.type}`);
    state = evolve(state, event.data as Record<string, unknown>, event.meta);
    ({ revision, position } = event);
    organizationId ??= event.meta.organizationId;
    remember(commands, event);
  }
  return { state, revision, position, organizationId, commands, confirmedAt };
}

/** May come twice for the same event: the list outlives a fold that failed or was not kept. */
function remember(commands: Map<string, HandledCommand>, { meta, revision }: FoldableEvent): void {
  const firstRevision = commands.get(meta.commandId)?.firstRevision ?? revision;
  commands.set(meta.commandId, { hash: meta.commandHash, firstRevision, lastRevision: revision });
  if (commands.size <= rememberedCommands) return;
  const [oldest] = commands.keys();
  if (oldest !== undefined) commands.delete(oldest);
}
