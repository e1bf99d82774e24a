// npm run test:projections [-- --kills 200 --seed 1 --compare-every 25 --no-rebuilds --no-silences --no-stalls]: kills
// the projector, its standby, the event store and PostgreSQL under load and during rebuilds, over and over, stops the
// projector and stalls the servers, and compares the read models with a build from scratch.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign, type Survived } from '../test/runtime/projections/faults/campaign.ts';
import { silenceOwner } from '../test/runtime/projections/faults/faults.ts';
import { startScene } from '../test/runtime/projections/faults/scene.ts';
import { type StallReport, stallServers } from '../test/runtime/projections/faults/stalls.ts';
import { readOptions, wholeNumber } from './read-options.ts';

const options = readOptions(() => {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: `${Date.now()}` },
      'compare-every': { type: 'string', default: '25' },
      rebuilds: { type: 'boolean', default: true },
      silences: { type: 'boolean', default: true },
      stalls: { type: 'boolean', default: true },
    },
  });
  return {
    ...values,
    faults: wholeNumber('kills', values.kills, 0),
    seed: wholeNumber('seed', values.seed, 0),
    compareEvery: wholeNumber('compare-every', values['compare-every'], 1),
  };
});
const recoverWithinMs = 5_000;
/** A connection that is made to a stalled server is given up only after five seconds. */
const afterStallMs = 10_000;
const { faults, seed, compareEvery } = options;
const root = join(import.meta.dirname, '..');

/** Processes start from a build of their own, the same throughout. */
function build(): string {
  const directory = join(root, 'dist/campaign');
  const output = ['--outDir', directory, '--tsBuildInfoFile', join(directory, '.tsbuildinfo')];
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json', ...output], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the build failed');
  return directory;
}

function figures(name: string, times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const [median, max] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${name}: ${sorted.length}, at the head again after ${median} ms (p50), ${max} ms (most)`;
}

function report(survived: readonly Survived[]): void {
  for (const name of new Set(survived.map(({ fault }) => fault))) {
    console.log(
      figures(
        name,
        survived.filter(({ fault }) => fault === name).map((each) => each.recoveryMs),
      ),
    );
  }
  console.log(
    figures(
      'all',
      survived.map(({ recoveryMs }) => recoveryMs),
    ),
  );
}

function checkStall(stall: StallReport): void {
  console.log(`${stall.what} stalled for 30 s: ${JSON.stringify(stall)}`);
  const { lagSeconds, saidNotReady, grownMib, recoveryMs } = stall;
  if (lagSeconds < 20 || lagSeconds > 40 || !saidNotReady)
    throw new Error('the projector did not tell that it was behind');
  if (grownMib > 100) throw new Error('the memory of the projector has grown');
  if (recoveryMs >= afterStallMs) throw new Error('it took too long afterwards');
}

console.log(`${faults} kills, seed ${seed}`);
const scene = await startScene(build());
try {
  const survived = await runCampaign(scene, {
    faults,
    seed,
    compareEvery,
    rebuilds: options.rebuilds,
    more: options.silences ? [silenceOwner] : [],
    survived(count, { fault, recoveryMs }) {
      if (recoveryMs < recoverWithinMs) return;
      console.log(`kill ${count}, ${fault}: ${recoveryMs} ms`);
      // What the projectors did meanwhile, and a moment before.
      for (const line of scene.projectors.saidSince(Date.now() - recoveryMs - 2_000))
        console.log(`  ${line}`);
    },
    compared(count, events, rebuilds) {
      console.log(
        `${count} kills: ${events} events, ${rebuilds} rebuilds; all rows as from a build from scratch`,
      );
    },
  });
  report(survived);
  const late = survived.filter(({ recoveryMs }) => recoveryMs >= recoverWithinMs).length;
  if (options.stalls) for (const stall of await stallServers(scene)) checkStall(stall);
  if (late > 0) throw new Error(`${late} times it took ${recoverWithinMs} ms or more`);
} finally {
  await scene.stop();
}
process.exit(0);
