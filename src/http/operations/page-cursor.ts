import { z } from 'zod';
import type { ParkedStreamView } from '../../platform/projection-operations/views.ts';
import { invalid } from '../errors.ts';

const place = z.tuple([z.string(), z.string()]);

/** Where a page of parked streams ended. */
export const pageCursor = {
  write: ({ projection, stream }: Pick<ParkedStreamView, 'projection' | 'stream'>): string =>
    Buffer.from(JSON.stringify([projection, stream])).toString('base64url'),
  /** Throws VALIDATION_FAILED for a text that was not written here. */
  read(text: string): readonly [string, string] {
    try {
      return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    } catch {
      throw invalid('cursor', 'is none of ours');
    }
  },
};
