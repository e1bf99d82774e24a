import type { Response } from 'express';
import type { RequestIds } from '../core/request-ids.ts';

declare global {
  namespace Express {
    interface Locals {
      ids?: RequestIds;
      /** Pattern of the route that serves the request, for logs and metrics. */
      route?: string;
    }
  }
}

/** Ids of the request that is being answered. Throws where it has none yet. */
export function requestIds({ locals }: Response): RequestIds {
  if (!locals.ids) throw new Error('the request has no ids yet');
  return locals.ids;
}
