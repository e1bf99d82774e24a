import type { z } from 'zod';

/** Event type → zod schema of its payload. */
type EventSchemas = Record<string, z.ZodObject>;

/** The events of one stream category. */
export interface EventFamily<Category extends string = string, Schemas extends EventSchemas = EventSchemas> {
  readonly category: Category;
  readonly schemas: Schemas;
}

/** The events that may stand on one category of streams. Payloads are checked on append and on read. */
export function defineEvents<const Category extends string, const Schemas extends EventSchemas>(
  category: Category,
  schemas: Schemas,
): EventFamily<Category, Schemas> {
  return { category, schemas };
}

/** Union of the event types of a family (or of a union of families). */
export type EventType<Family extends EventFamily> = Family extends EventFamily
  ? keyof Family['schemas'] & string
  : never;

/** Payload of one event type of a family (or of a union of families). */
export type EventData<Family extends EventFamily, Type extends string> = Family extends EventFamily
  ? Type extends keyof Family['schemas']
    ? z.output<Family['schemas'][Type]>
    : never
  : never;

/** What a decider returns: `{ type, data }` of any event of the family. */
export type DecidedEvent<Family extends EventFamily> = {
  [Type in EventType<Family>]: { type: Type; data: EventData<Family, Type> };
}[EventType<Family>];

/** Who or what acts. */
export const actorTypes = ['user', 'apiKey', 'process'] as const;

export interface Actor {
  type: (typeof actorTypes)[number];
  id: string;
}

/** Metadata on every event. `$correlationId` and `$causationId` are EventStoreDB's own names. */
export interface EventMetadata {
  $correlationId: string;
  $causationId: string;
  commandId: string;
  commandType: string;
  /** sha256 of the command's input, so that a reused idempotency key with another body is noticed. */
  commandHash: string;
  organizationId: string;
  actor: Actor;
  requestId: string;
  schemaVersion: number;
}

/** An event as the log gives it back. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  id: string;
  type: Type;
  data: Data;
  meta: EventMetadata;
  /** Whole stream name, `category-id`. */
  stream: string;
  revision: number;
  position: LogPosition;
  /** When the log recorded it, ISO-8601 UTC. Never the business time. */
  recordedAt: string;
}

/** A place in the whole log. */
export interface LogPosition {
  commit: bigint;
  prepare: bigint;
}

/** Union of the recorded forms of a family's events. */
export type RecordedOf<Family extends EventFamily, Type extends EventType<Family> = EventType<Family>> = {
  [T in Type]: RecordedEvent<T, EventData<Family, T>>;
}[Type];
