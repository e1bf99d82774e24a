import type { Existing } from './existing.ts';
import type { ImportIds } from './import-ids.ts';
import type { Outline } from './outline.ts';

/** All that plans are made of. */
export interface Planning {
  readonly organizationId: string;
  readonly outline: Outline;
  readonly there: Existing;
  readonly ids: ImportIds;
  /** Today, where the organization is. */
  readonly today: string;
}
