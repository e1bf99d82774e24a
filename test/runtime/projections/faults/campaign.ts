import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../../../../bench/support/random.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { checkReadModels } from './check-read-models.ts';
import { endlessHistory } from './endless-history.ts';
import { chooseFault, type Fault, kills } from './faults.ts';
import { otherHistory } from './load.ts';
import { requestRebuild, tasksDone, taskUnderWay } from './rebuild-task.ts';
import { recovery } from './recovery.ts';
import type { Scene } from './scene.ts';

/** What a fault was, and how long it took until an event that was appended afterwards, and all before it, were in the read models. */
export interface Survived {
  readonly fault: string;
  readonly recoveryMs: number;
}

interface Options {
  readonly faults: number;
  readonly seed: number;
  /** Faults between two comparisons of the read models with a build from scratch. */
  readonly compareEvery: number;
  /** Whether rebuilds are under way now and then. */
  readonly rebuilds: boolean;
  /** What may fail besides {@link kills}. */
  readonly more?: readonly Fault[];
  readonly survived?: (count: number, last: Survived) => void;
  /** The read models were what a build from scratch makes of so many events. */
  readonly compared?: (count: number, events: number, rebuilds: number) => void;
}

/** A fault comes at most this long after the first append. */
const latestMs = 800;
/** Events per second: a trickle, what a busy product has, and more than that. */
const rates = [50, 400, 400, 1_500];

/**
 * Lets one part after the other fail under load, and measures each time how long the read models need to be at
 * the head of the log again; now and then the load rests, and they are compared with a build from scratch.
 * Throws Error saying what differs, or what did not come back.
 */
export async function runCampaign(scene: Scene, options: Options): Promise<readonly Survived[]> {
  const { load, pool, projectors, eventStore } = scene;
  const random = createRandom(options.seed);
  const faults = [...kills, ...(options.more ?? [])];
  const survived: Survived[] = [];
  const probes = endlessHistory(otherHistory, otherHistory);
  await projectors.complete();
  for (let count = 1; count <= options.faults; count += 1) {
    const before = load.appended();
    load.resume(random.of(rates));
    await waitUntil(() => load.appended() > before, { deadlineMs: 30_000 });
    if (options.rebuilds && random.chance(0.3) && !(await taskUnderWay(pool))) await requestRebuild(pool);
    await delay(random.below(latestMs));
    const fault = chooseFault(random, faults);
    const from = await fault.strike(scene, downMs(random));
    const at = await recovery(eventStore.url, pool, { probe: probes.next().value });
    const recoveryMs = Math.max(0, Math.round(at - from));
    survived.push({ fault: fault.name, recoveryMs });
    options.survived?.(count, { fault: fault.name, recoveryMs });
    if (count % options.compareEvery === 0 || count === options.faults) {
      await load.pause();
      const rebuilds = await tasksDone(pool);
      await recovery(eventStore.url, pool);
      options.compared?.(count, await checkReadModels(eventStore.url, scene.postgres.url), rebuilds);
    }
    await projectors.complete();
  }
  return survived;
}

/** How long a server is away: mostly a moment, now and then long enough for everybody to slow down. */
function downMs(random: Random): number {
  return random.chance(0.15) ? 1_000 + random.below(7_000) : random.below(500);
}
