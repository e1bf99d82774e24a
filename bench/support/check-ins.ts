import type { LoadJob } from './load.ts';
import type { Product } from './product.ts';

const connections = 32;

/** Bodies of check-ins; the targets are far above these values. */
const bodies = Array.from({ length: 97 }, (_, index) =>
  JSON.stringify({ value: String(100 + index), confidence: 5, comment: 'weekly check-in, all fine' }),
);

/** Check-ins on every key result in turn, over 32 connections. */
export function checkInLoad({ url, headers, keyResultIds }: Product): Omit<LoadJob, 'seconds'> {
  const paths = keyResultIds.map((id) => `/api/v1/key-results/${id}/check-ins`);
  return { url, method: 'POST', paths, bodies, headers, connections };
}

/** The same requests for a server that does nothing but append. */
export function bareCheckInLoad(url: string, product: Product): Omit<LoadJob, 'seconds'> {
  const paths = product.keyResultIds.map((id) => `/key-results/${id}/check-ins`);
  return { ...checkInLoad(product), url, paths };
}
