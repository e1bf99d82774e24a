import type { RecordedEvent as StoredEvent } from '@eventstore/db-client';
import type { EventMetadata, RecordedEvent } from '../../core/define-events.ts';
import type { EventCatalog } from '../../core/event-catalog.ts';
import { UndecodableEventError } from '../../core/event-catalog.ts';
import { startOfLog } from '../../core/log-position.ts';
import type { LoggedEvent } from '../../core/ports.ts';

/** Brings a stored event to today's schema. Throws UndecodableEventError. */
export function decodeEvent(catalog: EventCatalog, stored: StoredEvent): RecordedEvent {
  const meta = stored.metadata;
  const place = { stream: stored.streamId, revision: Number(stored.revision) };
  if (!isMetadata(meta))
    throw new UndecodableEventError(stored.type, 'metadata is missing or incomplete', place);
  return {
    id: stored.id,
    type: stored.type,
    data: decodeData(catalog, stored, meta.schemaVersion, place),
    meta,
    ...place,
    position: stored.position ?? startOfLog,
    recordedAt: stored.created.toISOString(),
  };
}

function decodeData(
  catalog: EventCatalog,
  { type, data }: StoredEvent,
  schemaVersion: number,
  place: { stream: string; revision: number },
): Record<string, unknown> {
  try {
    return catalog.decode(type, schemaVersion, data);
  } catch (error) {
    if (!(error instanceof UndecodableEventError)) throw error;
    throw new UndecodableEventError(type, error.reason, place);
  }
}

/** The same for those who must be told of an undecodable event instead of stopping at it. */
export function decodeLogged(catalog: EventCatalog, stored: StoredEvent): LoggedEvent {
  try {
    return { ok: true, event: decodeEvent(catalog, stored) };
  } catch (error) {
    if (!(error instanceof UndecodableEventError)) throw error;
    return {
      ok: false,
      event: {
        id: stored.id,
        type: stored.type,
        stream: stored.streamId,
        revision: Number(stored.revision),
        position: stored.position ?? startOfLog,
        recordedAt: stored.created.toISOString(),
        error: error.message,
      },
    };
  }
}

const ids = [
  '$correlationId',
  '$causationId',
  'commandId',
  'commandType',
  'commandHash',
  'organizationId',
  'requestId',
] as const;

/** Checked by hand: a schema would cost more than the rest of reading an event. */
function isMetadata(value: unknown): value is EventMetadata {
  if (!isRecord(value) || typeof value.schemaVersion !== 'number') return false;
  const { actor } = value;
  if (!isRecord(actor) || typeof actor.type !== 'string' || typeof actor.id !== 'string') return false;
  return ids.every((name) => typeof value[name] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
