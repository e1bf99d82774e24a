import { inTime } from '../runtime/in-time.ts';

/** Something that this process needs in order to serve. Rejects with a reason while it is not there. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<void>;
  /** More of what was found, for those who look into it; never decides anything. */
  detail?(): Readonly<Record<string, unknown>>;
}

interface Finding {
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly reason?: string;
  readonly [detail: string]: unknown;
}

interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly checks: Readonly<Record<string, Finding>>;
}

/** A dependency that does not answer within this is down. */
const patienceMs = 2000;

/** Asks every dependency, side by side, each at most two seconds. */
export async function readiness(checks: readonly HealthCheck[]): Promise<Readiness> {
  const results = await Promise.all(checks.map(async (each) => [each.name, await timed(each)] as const));
  const ready = results.every(([, { ok }]) => ok);
  return { status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(results) };
}

async function timed({ check, detail = () => ({}) }: HealthCheck): Promise<Finding> {
  const startedAt = performance.now();
  const latency = () => Math.round((performance.now() - startedAt) * 10) / 10;
  try {
    await inTime(patienceMs, check(), () => new Error('no answer'));
    return { ok: true, latencyMs: latency(), ...detail() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'failed';
    return { ok: false, latencyMs: latency(), reason, ...detail() };
  }
}
