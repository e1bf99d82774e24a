import { z } from 'zod';
import type { ParkedPlace } from '../../platform/projection-operations/parked-place.ts';
import { invalid } from '../errors.ts';

/** PostgreSQL has no place for NUL. */
const text = z.string().refine((written) => !written.includes('\u0000'));
const place = z.tuple([text, text, z.string().regex(/^[0-9a-f]{32}$/)]);

/** Where a page of parked streams ended. */
export const pageCursor = {
  /** More characters than any that is written here. */
  maxLength: 4_000,
  write: (ended: ParkedPlace): string => Buffer.from(JSON.stringify(ended)).toString('base64url'),
  /** Throws VALIDATION_FAILED for a text that was not written here. */
  read(cursor: string): ParkedPlace {
    try {
      return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    } catch {
      throw invalid('cursor', 'is not a cursor of this list; send nextCursor of the page before, or none');
    }
  },
};
