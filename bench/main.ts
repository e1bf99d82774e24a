// npm run bench: see README.md.
import { commands } from './figures/commands.ts';
import { eventStore } from './figures/event-store.ts';
import { lag } from './figures/lag.ts';
import { peer } from './figures/peer.ts';
import { projection } from './figures/projection.ts';
import { queries } from './figures/queries.ts';
import { rebuild } from './figures/rebuild.ts';
import { storeMemory } from './figures/store-memory.ts';
import { storeSize } from './figures/store-size.ts';
import { createEnvironment } from './support/environment.ts';
import { describe, type Figure, type Measurement, reaches } from './support/figure.ts';
import { help, type Options, readOptions } from './support/options.ts';
import { writeReport } from './support/report.ts';

const measurements: readonly Measurement[] = [
  commands,
  lag,
  queries,
  projection,
  rebuild,
  eventStore,
  storeSize,
  storeMemory,
  peer,
];
const names = measurements.map(({ name }) => name);

async function measure(options: Options): Promise<void> {
  const startedAt = performance.now();
  const environment = await createEnvironment(options);
  const stop = () => void environment.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const figures: Figure[] = [];
  try {
    for (const measurement of measurements) {
      if (options.only.length > 0 && !options.only.includes(measurement.name)) continue;
      const own = await measurement.measure(environment, figures);
      for (const figure of own) console.log(describe(figure));
      figures.push(...own);
    }
  } finally {
    await environment.stop();
  }
  const file = await writeReport(figures, options);
  const missed = figures.filter((figure) => reaches(figure) === false).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n${figures.length} figures in ${seconds} s, ${missed} below their goal; written to ${file}`);
}

function askedFor(): Options | null {
  try {
    return readOptions(names);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

const options = askedFor();
if (options) await measure(options);
else console.log(help(names));
process.exit(0);
