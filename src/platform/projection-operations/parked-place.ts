import { createHash } from 'node:crypto';
import type { ParkedStreamView } from './views.ts';

/** Projection, how the stream's name begins, and its MD5, in hexadecimal digits: short, however long the name. */
export type ParkedPlace = readonly [projection: string, start: string, hash: string];

/** Characters of a stream's name that its place begins with. */
export const placeStart = 200;

/** Where a stream stands among the parked ones, which are sorted by their places. */
export function parkedPlace({
  projection,
  stream,
}: Pick<ParkedStreamView, 'projection' | 'stream'>): ParkedPlace {
  // As PostgreSQL counts: whole characters, not halves of them.
  const start = Array.from(stream).slice(0, placeStart).join('');
  return [projection, start, createHash('md5').update(stream).digest('hex')];
}
