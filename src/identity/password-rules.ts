import { z } from 'zod';
import { commonPasswords } from './common-passwords.ts';

const shortest = 12;
const longest = 128;
const repeatedBlock = /^(.{1,4})\1+.{0,3}$/su;

/**
 * A new password: 12 to 128 characters (Unicode code points) of any kind, none of those everybody tries
 * first. NIST SP 800-63B: length and a deny list, no composition rules.
 */
export const newPassword = z
  .string()
  .max(4 * longest, `expected ${shortest} to ${longest} characters`)
  .refine(hasGoodLength, { error: `expected ${shortest} to ${longest} characters`, abort: true })
  .refine((password) => !isCommon(password), 'this password is among the first that are guessed');

/** Whether the password is the e-mail address, its local part, or the person's name, as far as it goes. */
export function namesOwner(password: string, email: string, displayName: string): boolean {
  const guess = password.toLowerCase();
  const [localPart = ''] = email.split('@');
  return [
    email,
    localPart,
    displayName.toLowerCase(),
    displayName.toLowerCase().replaceAll(' ', ''),
  ].includes(guess);
}

function hasGoodLength(password: string): boolean {
  const { length } = [...password.normalize('NFKC')];
  return length >= shortest && length <= longest;
}

function isCommon(password: string): boolean {
  const guess = password.normalize('NFKC').toLowerCase();
  return commonPasswords.has(guess) || repeatedBlock.test(guess) || isSequence(guess);
}

/** `abcdefghijkl`, `cba…`, `3456789…`: every character follows the one before, in one direction. */
function isSequence(text: string): boolean {
  const steps = [...text]
    .map((c) => c.codePointAt(0) ?? 0)
    .map((code, i, all) => code - (all[i - 1] ?? code));
  const [, first = 0] = steps;
  return Math.abs(first) === 1 && steps.slice(1).every((step) => step === first);
}
