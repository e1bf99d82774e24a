import { type RequestIds, requestContext } from '../platform/request-context.ts';

/** Ids of the request being served. Throws outside of requests. */
export function requestIds(): RequestIds {
  const ids = requestContext.getStore();
  if (!ids) throw new Error('no request is being served');
  return ids;
}
