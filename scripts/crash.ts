// npm run test:crash [-- --kills 200 --seed 1]: kills an event store node under load, over and over, and looks for
// everything that its clients had been told.
import { parseArgs } from 'node:util';
import { runCampaign } from '../test/embedded/event-store/faults/campaign.ts';
import { startEventStoreProcess } from '../test/support/event-store-process.ts';
import { readOptions, wholeNumber } from './read-options.ts';

const { faults, seed } = readOptions(() => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: `${Date.now()}` },
    },
  });
  return { faults: wholeNumber('kills', values.kills, 1), seed: wholeNumber('seed', values.seed, 0) };
});
console.log(`${faults} kills, seed ${seed}`);
const node = await startEventStoreProcess();
try {
  await runCampaign(
    { url: node.url, fail: node.kill, recover: node.restart },
    {
      faults,
      seed,
      progress(kills, { acknowledged, stored, seen }) {
        if (kills % 10 === 0 || kills === faults)
          console.log(
            `${kills} kills: ${acknowledged} appends acknowledged, ${stored} events stored, ${seen} seen`,
          );
      },
    },
  );
  console.log('Nothing is missing, doubled or out of place.');
} finally {
  await node.stop();
}
