import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** HMAC-SHA-256, in hexadecimal, under a key of its own for each purpose. */
export function createKeyedHash(secret: string, purpose: string): (text: string) => string {
  const key = deriveKey(secret, purpose);
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}

/** Keyed hash of a normalised e-mail address, as events and accounts have it. */
export function createEmailHash(secret: string): (email: string) => string {
  return createKeyedHash(secret, 'email-address');
}
