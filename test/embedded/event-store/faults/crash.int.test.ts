import { expect, test } from '@jest/globals';
import { startEventStoreProcess } from '../../../support/event-store-process.ts';
import { runCampaign } from './campaign.ts';

const KILLS = 6;
const ENOUGH = 50;
/** Half a minute on a busy machine. */
const DEADLINE = 120_000;

test(
  `after each of ${KILLS} kills under load, everything that clients were told is there, once, in its place`,
  async () => {
    const node = await startEventStoreProcess();
    const victim = { url: node.url, fail: node.kill, recover: node.restart };
    try {
      const counts = await runCampaign(victim, { faults: KILLS, seed: Date.now() });
      expect(counts.acknowledged).toBeGreaterThan(ENOUGH);
      expect(counts.seen).toBeGreaterThan(ENOUGH);
    } finally {
      await node.stop();
    }
  },
  DEADLINE,
);
