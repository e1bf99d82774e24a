import { bareCheckInLoad, checkInLoad } from '../support/check-ins.ts';
import type { Environment } from '../support/environment.ts';
import type { Figure, Measurement } from '../support/figure.ts';
import { type Load, measureInTurn } from '../support/load.ts';
import { startServer } from '../support/processes.ts';
import { sampleEvent } from '../support/sample-event.ts';

export const withProjector = 'commands, projector running';
export const withoutProjector = 'commands, no projector';

/** Check-ins over HTTP, beside a handler that only appends. */
export const commands: Measurement = {
  name: 'commands',
  async measure(environment) {
    const product = await environment.product();
    await product.startProjector();
    const running = await besideBareHandler(environment);
    await product.stopProjector();
    const alone = await besideBareHandler(environment);
    await product.startProjector();
    return [figure(withProjector, running, 0.5), figure(withoutProjector, alone, 0.7)];
  },
};

async function besideBareHandler(environment: Environment): Promise<[Load, Load]> {
  const product = await environment.product();
  // A store of its own, so that its events are not projected.
  const store = await environment.startEventStore();
  const event = JSON.stringify(sampleEvent());
  const bare = await startServer('bench/bare-append', ['--store', store.url, '--event', event]);
  try {
    const [own, ceiling] = await measureInTurn(
      [checkInLoad(product), bareCheckInLoad(bare.url, product)],
      environment.options.seconds,
    );
    if (!own || !ceiling) throw new Error('nothing was measured');
    return [own, ceiling];
  } finally {
    await bare.stop();
    await store.stop();
  }
}

function figure(name: string, [own, ceiling]: [Load, Load], ratio: number): Figure {
  return {
    name,
    value: own.perSecond,
    unit: '/s',
    ceiling: { name: 'bare handler that appends', value: ceiling.perSecond },
    goal: { ratio },
    details: { p50: own.p50, p99: own.p99, ceilingP50: ceiling.p50, ceilingP99: ceiling.p99 },
  };
}
