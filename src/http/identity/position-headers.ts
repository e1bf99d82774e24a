import type { RouteHead } from '../define-route.ts';

/** The consistency token, for an answer that tells its log position. */
export function positionHeaders({ position }: { readonly position: string | null }): RouteHead {
  return position === null ? {} : { headers: { 'X-Consistency-Token': position } };
}
