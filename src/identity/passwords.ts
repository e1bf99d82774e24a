import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { bounded } from '../runtime/bounded.ts';

/**
 * Argon2id (the library's default) as OWASP's Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane.
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each computation takes 19 MiB and a thread that files and DNS need too. */
const atOnce = 2;
const longestQueue = 100;

export interface Passwords {
  /** Argon2id hash, with salt and parameters. Throws UNAVAILABLE when too many wait. */
  hash(password: string): Promise<string>;
  /** Whether the password is the hashed one. `null` takes as long, and is never it. */
  verify(hashed: string | null, password: string): Promise<boolean>;
}

/** Hashes passwords, a few at a time. Equal passwords in other Unicode forms are equal (NFKC). */
export async function createPasswords(): Promise<Passwords> {
  const run = bounded(atOnce, longestQueue);
  const decoy = await hash(randomBytes(32), parameters);
  return {
    hash: (password) => run(() => hash(password.normalize('NFKC'), parameters)),
    verify: (hashed, password) =>
      run(async () => {
        const matches = await verify(hashed ?? decoy, password.normalize('NFKC'));
        return matches && hashed !== null;
      }),
  };
}
