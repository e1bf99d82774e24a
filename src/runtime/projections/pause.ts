import { setTimeout as delay } from 'node:timers/promises';

/** Waits about `ms`, half as long to half as long again, so that processes do not move in step; less if `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
}
