import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const signatureBytes = 16;
const payload = z.tuple([z.enum(['after', 'before'])], z.string().nullable());

/** A place in a list: before or behind the row with these values of the sort columns. */
export interface Cursor {
  readonly direction: 'after' | 'before';
  readonly values: readonly (string | null)[];
}

/**
 * Writes and reads cursors of one list: opaque, and of no use for another list, sort, filter or organization.
 */
export interface CursorCodec {
  write(cursor: Cursor): string;
  /** Null for anything that this codec did not write. */
  read(text: string): Cursor | null;
}

/** `scope` is all that a cursor is bound to. */
export function cursorCodec(secret: string, scope: readonly unknown[]): CursorCodec {
  const prefix = `${JSON.stringify(scope)}\n`;
  const sign = (body: Buffer) =>
    createHmac('sha256', secret).update(prefix).update(body).digest().subarray(0, signatureBytes);
  return {
    write({ direction, values }) {
      const body = Buffer.from(JSON.stringify([direction, ...values]));
      return Buffer.concat([sign(body), body]).toString('base64url');
    },
    read(text) {
      const bytes = Buffer.from(text, 'base64url');
      const body = bytes.subarray(signatureBytes);
      if (body.length === 0 || !timingSafeEqual(bytes.subarray(0, signatureBytes), sign(body))) return null;
      const [direction, ...values] = payload.parse(JSON.parse(body.toString()));
      return { direction, values };
    },
  };
}
