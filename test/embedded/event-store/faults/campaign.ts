import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { createRandom } from '../../../../bench/support/random.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { startLoad } from './load.ts';

/** A node that can be made to fail under its clients' hands. */
export type Victim = {
  /** Stays the same. */
  readonly url: string;
  /** Ends the node as the fault does; resolves when it is gone. */
  fail(): Promise<void>;
  /** Starts it on what the fault has left. */
  recover(): Promise<void>;
};

/** A fault comes at most this long after the first answer. */
const LATEST_MS = 800;

/**
 * Puts a node under load and lets it fail, over and over; after each fault everything that clients were told is
 * looked for, and at the end everything is read again from the start.
 * @param progress called after each fault that was survived
 * @throws Error naming the first event that is missing, doubled, or elsewhere
 */
export async function runCampaign(
  victim: Victim,
  options: { faults: number; seed: number; progress?: (faults: number, counts: Ledger['counts']) => void },
): Promise<Ledger['counts']> {
  const random = createRandom(options.seed);
  const ledger = createLedger();
  const load = startLoad(victim.url, ledger, random);
  const check = async (how: 'verify' | 'verifyEverything'): Promise<void> => {
    const reader = EventStoreDBClient.connectionString(victim.url);
    try {
      // A client knows the address, and that it failed, from the others of this process, and waits before it tries.
      await waitUntil(() => answers(reader));
      await ledger[how](reader);
    } finally {
      await reader.dispose();
    }
  };
  try {
    for (let fault = 1; fault <= options.faults; fault += 1) {
      const before = ledger.counts.acknowledged;
      load.resume();
      await waitUntil(() => ledger.counts.acknowledged > before);
      await delay(random.below(LATEST_MS));
      await victim.fail();
      await load.pause();
      await victim.recover();
      await check('verify');
      options.progress?.(fault, ledger.counts);
    }
    await check('verifyEverything');
  } finally {
    await load.stop();
  }
  return ledger.counts;
}

async function answers(client: EventStoreDBClient): Promise<boolean> {
  try {
    await client.getStreamMetadata('any');
    return true;
  } catch {
    return false;
  }
}
