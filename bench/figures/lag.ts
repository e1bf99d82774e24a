import { checkInLoad } from '../support/check-ins.ts';
import type { Measurement } from '../support/figure.ts';
import { measureInTurn } from '../support/load.ts';
import type { PacedJob, PacedResult } from '../support/paced-load.ts';
import { runJob } from '../support/processes.ts';
import { withProjector } from './commands.ts';

/** How long after its answer a command is visible, while commands come at half of the highest rate. */
export const lag: Measurement = {
  name: 'lag',
  async measure(environment, known) {
    const product = await environment.product();
    await product.startProjector();
    const { seconds } = environment.options;
    const load = checkInLoad(product);
    const top =
      known.find(({ name }) => name === withProjector)?.value ??
      (await measureInTurn([load], seconds))[0]?.perSecond ??
      0;
    const job: PacedJob = {
      url: product.url,
      databaseUrl: product.databaseUrl,
      paths: load.paths,
      bodies: load.bodies ?? [],
      headers: product.headers,
      perSecond: top / 2,
      seconds,
    };
    const result = await runJob<PacedResult>('bench/paced-load', job);
    if (result.failed > 0) throw new Error(`${result.failed} commands failed`);
    const details = { commandsPerSecond: result.perSecond };
    const name = 'lag at half the top rate';
    return [
      { name: `${name}, p50`, value: result.p50, unit: 'ms', goal: { atMost: 20 }, details },
      { name: `${name}, p99`, value: result.p99, unit: 'ms', goal: { atMost: 100 }, details },
    ];
  },
};
