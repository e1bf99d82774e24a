import type { z } from 'zod';
import type { EventFamily } from './define-events.ts';
import { personalFields } from './pii.ts';

/** Turns the payload of version `from` into that of `from + 1`. Pure; never changes its argument. */
export interface Upcaster {
  readonly type: string;
  readonly from: number;
  readonly upcast: (data: Record<string, unknown>) => Record<string, unknown>;
}

interface CatalogEntry {
  readonly category: string;
  readonly schema: z.ZodObject;
  /** Today's schema version: one more than the number of upcasters. */
  readonly version: number;
  readonly upcasters: readonly Upcaster[];
}

/** Why a stored event cannot be read; `place` says which one it is, where that is known. Never shows its payload. */
export class UndecodableEventError extends Error {
  readonly type: string;
  readonly reason: string;
  readonly place: { readonly stream: string; readonly revision: number } | undefined;

  constructor(type: string, reason: string, place?: UndecodableEventError['place']) {
    super(`event ${type} cannot be read: ${reason}`);
    this.name = 'UndecodableEventError';
    this.type = type;
    this.reason = reason;
    this.place = place;
  }
}

/** Every event the product knows, with its current schema version. */
export interface EventCatalog {
  readonly types: readonly string[];
  category(type: string): string;
  version(type: string): number;
  schema(type: string): z.ZodObject;
  /** Fields marked with `pii()`, over all events. */
  personalFields(): ReadonlySet<string>;
  /** Checks a payload against today's schema. Throws ZodError. */
  validate(type: string, data: unknown): Record<string, unknown>;
  /** Brings a stored payload to today's version and checks it. Throws {@link UndecodableEventError}. */
  decode(type: string, schemaVersion: number, data: unknown): Record<string, unknown>;
}

/** Builds the catalog. Throws when two families share a type, or the upcasters of a type leave a gap. */
export function createEventCatalog(
  families: readonly EventFamily[],
  upcasters: readonly Upcaster[],
): EventCatalog {
  const entries = new Map<string, CatalogEntry>();
  for (const { category, schemas } of families) {
    for (const [type, schema] of Object.entries(schemas)) {
      if (entries.has(type)) throw new Error(`event ${type} is defined twice`);
      const own = upcasters.filter((u) => u.type === type).sort((a, b) => a.from - b.from);
      own.forEach((u, i) => {
        if (u.from !== i + 1) throw new Error(`upcasters of ${type} must run from version 1 without gaps`);
      });
      entries.set(type, { category, schema, version: own.length + 1, upcasters: own });
    }
  }
  for (const { type } of upcasters)
    if (!entries.has(type)) throw new Error(`upcaster for unknown event ${type}`);

  const entry = (type: string): CatalogEntry => {
    const found = entries.get(type);
    if (!found) throw new UndecodableEventError(type, 'no such event type');
    return found;
  };

  return {
    types: [...entries.keys()],
    category: (type) => entry(type).category,
    version: (type) => entry(type).version,
    schema: (type) => entry(type).schema,
    personalFields: () => new Set([...entries.values()].flatMap((e) => personalFields(e.schema))),
    validate: (type, data) => entry(type).schema.parse(data),
    decode(type, schemaVersion, data) {
      const { version, schema, upcasters: steps } = entry(type);
      if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > version) {
        throw new UndecodableEventError(type, `schema version ${schemaVersion} is not 1 to ${version}`);
      }
      if (typeof data !== 'object' || data === null)
        throw new UndecodableEventError(type, 'payload is no object');
      const parsed = schema.safeParse(upcast(type, steps.slice(schemaVersion - 1), data));
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(payload)');
      throw new UndecodableEventError(type, `invalid ${fields.join(', ')}`);
    },
  };
}

/** An upcaster may trip over a payload that never fitted the schema of its version. */
function upcast(type: string, steps: readonly Upcaster[], data: object): unknown {
  try {
    return steps.reduce((current, step) => step.upcast(current), data as Record<string, unknown>);
  } catch {
    throw new UndecodableEventError(type, 'its upcaster failed');
  }
}
