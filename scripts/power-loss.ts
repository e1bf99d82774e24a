// npm run test:power-loss [-- --cuts 20 --seed 1]: cuts the power of an event store node's disk under load, over and
// over, and looks for everything that its clients had been told. Needs to mount a file system, which root may.
import { parseArgs } from 'node:util';
import { runCampaign } from '../test/embedded/event-store/faults/campaign.ts';
import { startPowerLossVictim } from '../test/embedded/event-store/faults/power-loss.ts';
import { readOptions, wholeNumber } from './read-options.ts';

const { faults, seed } = readOptions(() => {
  const { values } = parseArgs({
    options: { cuts: { type: 'string', default: '20' }, seed: { type: 'string', default: `${Date.now()}` } },
  });
  return { faults: wholeNumber('cuts', values.cuts, 1), seed: wholeNumber('seed', values.seed, 0) };
});
const victim = await startPowerLossVictim().catch((error: unknown) => {
  console.log(`Not run: no file system whose power can be cut (${String(error).trim()})`);
  process.exit(0);
});
console.log(`${faults} power cuts, seed ${seed}`);
try {
  await runCampaign(victim, {
    faults,
    seed,
    progress(cuts, { acknowledged, stored, seen }) {
      console.log(
        `${cuts} cuts: ${acknowledged} appends acknowledged, ${stored} events stored, ${seen} seen`,
      );
    },
  });
  console.log('Nothing is missing, doubled or out of place.');
} finally {
  await victim.stop();
}
