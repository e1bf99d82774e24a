import { hkdfSync } from 'node:crypto';

/** A 32-byte key for one purpose, derived from the configured secret (HKDF-SHA-256, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `product-outcomes/${purpose}`, 32));
}
