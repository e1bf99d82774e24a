import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../src/platform/config.ts';
import type { Figure, Measurement } from '../support/figure.ts';
import { withoutProjector, withProjector } from './commands.ts';
import { keyResultsAlone } from './projection.ts';

const withinMs = 180_000;

/** What each figure of the peer is the counterpart of, and how many times as fast we aim to be. */
const counterparts: Readonly<Record<string, { name: string; times: number }>> = {
  'command, no read model': { name: withoutProjector, times: 2 },
  'command, inline read model': { name: withProjector, times: 2 },
  'projection rebuild': { name: keyResultsAlone, times: 20 },
};

/** Our figures beside those of the peer, which runs the same command on PostgreSQL. */
export const peer: Measurement = {
  name: 'peer',
  async measure({ options }, known) {
    if (options.peer === null) {
      console.log(
        'peer: not measured; --peer DIR runs the benchmark of the project in DIR (see bench/README.md)',
      );
      return [];
    }
    const figures: Figure[] = [];
    for (const { name, value } of await runPeer(options.peer, options.seconds)) {
      const counterpart = counterparts[name];
      const own = known.find((figure) => figure.name === counterpart?.name);
      if (!counterpart || !own) continue;
      figures.push({
        name: `${own.name}, beside the peer`,
        value: own.value,
        unit: own.unit,
        ceiling: { name: `peer: ${name}`, value },
        goal: { ratio: counterpart.times },
      });
    }
    return figures;
  },
};

/** Runs `bench.mts` of the peer, which prints one JSON line for each figure. */
async function runPeer(dir: string, seconds: number): Promise<{ name: string; value: number }[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench.mts'], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({ SECONDS: String(seconds) }),
  });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), withinMs);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  clearTimeout(giveUp);
  if (code !== 0) throw new Error(`the peer in ${dir} failed: ${output}`);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const { name, perSecond, eventsPerSecond } = JSON.parse(line);
      return { name, value: perSecond ?? eventsPerSecond };
    });
}
