import { setTimeout as delay } from 'node:timers/promises';
import { residentMemory } from '../../../../bench/support/resident-memory.ts';
import { call } from '../../../e2e/client.ts';
import { metric } from '../../../e2e/metrics.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { endlessHistory } from './endless-history.ts';
import { otherHistory } from './load.ts';
import { recovery } from './recovery.ts';
import type { Scene } from './scene.ts';

/** What a stall did to the projector that ran the projections. */
export interface StallReport {
  readonly what: string;
  readonly appended: number;
  /** Largest lag that its metrics told meanwhile, seconds. */
  readonly lagSeconds: number;
  /** Longest that it took to answer for its metrics or its health, milliseconds. */
  readonly answerMs: number;
  /** Whether it said that it is not ready. */
  readonly saidNotReady: boolean;
  /** Growth of its memory, MiB. */
  readonly grownMib: number;
  readonly recoveryMs: number;
}

const stallMs = 30_000;
const perSecond = 2_000;
/** Beyond the histories of a campaign. */
const firstProbes = 10_000 * otherHistory;
const mib = 1_048_576;
/** All projections stand together. */
const labels = { projection: 'audit-log' };

/** Everybody keeps their connections to one server, and it answers nothing for half a minute, under load. */
export async function stallServers(scene: Scene): Promise<StallReport[]> {
  const { postgres, eventStore } = scene;
  const store = { pause: async () => eventStore.pause(), resume: async () => eventStore.resume() };
  const probes = endlessHistory(firstProbes, otherHistory);
  return [
    await stall(scene, probes, 'PostgreSQL', postgres),
    await stall(scene, probes, 'event store', store),
  ];
}

async function stall(
  { projectors, load, pool, eventStore }: Scene,
  probes: ReturnType<typeof endlessHistory>,
  what: string,
  server: { pause(): Promise<void>; resume(): Promise<void> },
): Promise<StallReport> {
  await projectors.complete();
  const owner = projectors.owner();
  if (!owner) throw new Error('no process runs the projections');
  const before = load.appended();
  load.resume(perSecond);
  await waitUntil(() => load.appended() > before + perSecond, { deadlineMs: 30_000 });
  await recovery(eventStore.url, pool);
  const memory = async () => (await residentMemory(owner.pid)).own / mib;
  const atFirst = await memory();
  let [lagSeconds, answerMs, saidNotReady, most] = [0, 0, false, atFirst];
  await server.pause();
  const until = performance.now() + stallMs;
  while (performance.now() < until) {
    let askedAt = performance.now();
    const ready = await call(`${owner.operations}/health/ready`, 'GET');
    saidNotReady ||= ready.status === 503;
    answerMs = Math.max(answerMs, performance.now() - askedAt);
    askedAt = performance.now();
    const lag = await metric(owner.operations, 'outcomes_projection_lag_seconds', labels);
    lagSeconds = Math.max(lagSeconds, lag ?? 0);
    answerMs = Math.max(answerMs, performance.now() - askedAt);
    most = Math.max(most, await memory());
    await delay(500);
  }
  await server.resume();
  const resumedAt = performance.now();
  const recoveryMs = (await recovery(eventStore.url, pool, { probe: probes.next().value })) - resumedAt;
  most = Math.max(most, await memory());
  await load.pause();
  return {
    what,
    appended: load.appended() - before,
    lagSeconds,
    answerMs: Math.round(answerMs),
    saidNotReady,
    grownMib: Math.round(most - atFirst),
    recoveryMs: Math.round(recoveryMs),
  };
}
