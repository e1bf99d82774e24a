import { createHash } from 'node:crypto';

/**
 * Tag of a representation. With a revision it is strong and starts with it, so that If-Match can be told from
 * it; the rest tells representations of one revision apart, for a read model may also show what other streams
 * brought.
 */
export function entityTag(json: string, revision: number | null): string {
  const digest = createHash('sha1').update(json).digest('base64url').slice(0, 16);
  return revision === null ? `W/"${digest}"` : `"${revision}-${digest}"`;
}
