import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the check gives something that is true. @throws Error when it has not after `deadlineMs`. */
export async function waitUntil<T>(
  check: () => T | Promise<T>,
  { deadlineMs = 20_000, everyMs = 20 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`It did not come within ${deadlineMs} ms: ${check}`);
    await delay(everyMs);
  }
}
