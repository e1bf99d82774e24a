import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../../../bench/support/random.ts';
import type { ProjectorProcess } from '../../../support/projector-process.ts';
import type { Scene } from './scene.ts';

/** One way in which a part fails. */
export interface Fault {
  readonly name: string;
  /** How often it comes, relative to the others. */
  readonly weight: number;
  /**
   * Lets the part fail, and mends it unless others are to do without. Resolves with the time, by
   * `performance.now`, from which on recovery counts.
   */
  strike(scene: Scene, downMs: number): Promise<number>;
}

function required(projector: ProjectorProcess | undefined): ProjectorProcess {
  if (!projector) throw new Error('there is no such projector');
  return projector;
}

/** Nothing has to be started before another process can take over: recovery counts from the kill. */
const killOwner: Fault = {
  name: 'owner',
  weight: 6,
  async strike({ projectors }) {
    const owner = required(projectors.owner());
    const at = performance.now();
    owner.signal('SIGKILL');
    await owner.ended;
    return at;
  },
};

const killStandby: Fault = {
  name: 'standby',
  weight: 2,
  async strike({ projectors }) {
    const standby = required(projectors.standby());
    const at = performance.now();
    standby.signal('SIGKILL');
    await standby.ended;
    return at;
  },
};

const killEventStore: Fault = {
  name: 'event store',
  weight: 6,
  async strike({ eventStore }, downMs) {
    await eventStore.kill();
    await delay(downMs);
    await eventStore.restart();
    return performance.now();
  },
};

const killPostgres: Fault = {
  name: 'PostgreSQL',
  weight: 6,
  async strike({ postgres }, downMs) {
    await postgres.kill();
    await delay(downMs);
    await postgres.restart();
    return performance.now();
  },
};

const killAll: Fault = {
  name: 'everything but the standby',
  weight: 1,
  async strike({ eventStore, postgres, projectors }, downMs) {
    projectors.owner()?.signal('SIGKILL');
    await Promise.all([postgres.kill(), eventStore.kill()]);
    await delay(downMs);
    await Promise.all([postgres.restart(), eventStore.restart()]);
    return performance.now();
  },
};

export const kills: readonly Fault[] = [killOwner, killStandby, killEventStore, killPostgres, killAll];

/** The owner keeps its connections and does nothing; it wakes when another has long taken over. */
export const silenceOwner: Fault = {
  name: 'owner, stopped',
  weight: 2,
  async strike({ projectors }) {
    const owner = required(projectors.owner());
    const at = performance.now();
    owner.signal('SIGSTOP');
    const woken = delay(10_000).then(() => owner.signal('SIGCONT'));
    woken.catch(() => {});
    return at;
  },
};

/** One of them, by their weights. */
export function chooseFault(random: Random, faults: readonly Fault[]): Fault {
  return random.of(faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault)));
}
