import type { WriteRequest } from './apply-write.ts';

/**
 * What a new database begins with, as the real server's does: the metadata of the stream that tells of
 * scavenges, kept for 30 days and for operators. The id is always the same, so that copying it is idempotent.
 */
export const firstWrite: WriteRequest = {
  kind: 'append',
  stream: '$$$scavenges',
  expected: 'no_stream',
  events: [
    {
      id: '5ca7e9e5-0000-4000-8000-000000000000',
      type: '$metadata',
      contentType: 'application/json',
      data: Buffer.from('{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}'),
      customMetadata: new Uint8Array(0),
    },
  ],
};
