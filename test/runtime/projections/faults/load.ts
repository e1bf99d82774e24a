import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '../../../../src/core/ports.ts';
import { createGate } from '../../../embedded/event-store/faults/gate.ts';
import { endlessHistory } from './endless-history.ts';

/** Each with every fifth history; the fifths are left to others. */
const writers = 4;
export const otherHistory = 5;

/** Writers of valid histories, side by side, at a bounded rate; each append is tried until it is answered. */
export interface Load {
  /** Events that the log has acknowledged. */
  appended(): number;
  resume(perSecond: number): void;
  /** Resolves once nothing is in flight. */
  pause(): Promise<void>;
  /** Rejects with what a writer failed with. */
  stop(): Promise<void>;
}

/** A load that rests until `resume`. `log` has to be patient enough for any outage. */
export function startLoad(log: Pick<EventLog, 'append'>): Load {
  const gate = createGate();
  let stopped = false;
  let appended = 0;
  let pauseMs = 0;
  const write = async (first: number) => {
    for (const { stream, expected, events } of endlessHistory(first, otherHistory)) {
      await gate.pass(async () => {
        if (!stopped) await log.append(stream, expected, events);
        appended += events.length;
        await delay(pauseMs);
      });
      if (stopped) return;
    }
  };
  const running = Promise.all(Array.from({ length: writers }, (_, index) => write(index + 1)));
  let failure: unknown;
  running.catch((error: unknown) => {
    failure = error;
  });
  return {
    appended() {
      if (failure) throw failure;
      return appended;
    },
    resume(perSecond) {
      pauseMs = (1_000 * writers) / perSecond;
      gate.open();
    },
    pause: () => gate.close(),
    async stop() {
      stopped = true;
      gate.open();
      await running;
    },
  };
}
