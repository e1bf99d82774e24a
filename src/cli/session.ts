import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeDirectory } from '../../embedded/make-directory.ts';

const session = z.object({
  /** Address of the API that the token is for. */
  url: z.string(),
  accessToken: z.string(),
  /** ISO-8601 UTC. */
  expiresAt: z.string(),
  /** Consistency token of the last command: queries wait for it, and so read their own writes. */
  position: z.string().optional(),
});
type Session = z.output<typeof session>;

const fileIn = (dataDir: string) => join(dataDir, 'session.json');

/** The session that `outcomes sign-in` left; null without one. */
export async function readSession(dataDir: string): Promise<Session | null> {
  try {
    return session.parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the session in a file that only its owner can read. */
export async function writeSession(dataDir: string, kept: Session): Promise<void> {
  makeDirectory(dataDir);
  const partial = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  await rename(partial, fileIn(dataDir));
}
