import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../cli-error.ts';
import type { OperationsContext } from '../operations-context.ts';
import { counted } from '../words.ts';
import { readParked } from './dead-letter-client.ts';
import { describeParked } from './describe-dead-letters.ts';

interface Chosen {
  readonly projection?: string | undefined;
  readonly stream?: string | undefined;
}

const pollMs = 300;
/** Longer than the projector needs for the streams of a bad day; milliseconds without any of them done. */
const patienceMs = 30_000;

/**
 * Waits until the projector has tried again what was asked for, and tells what came of it. The exit code is 1
 * where something is still set aside. Throws CliError where the projector does not get to it.
 */
export async function waitForRetry(
  context: OperationsContext,
  chosen: Chosen,
  streams: number,
  json: boolean,
): Promise<void> {
  let left = await readParked(context, chosen);
  let giveUpAt = performance.now() + patienceMs;
  while (left.total.retrying > 0) {
    if (performance.now() > giveUpAt) {
      throw new CliError(
        `The projector has not got to it within ${patienceMs / 1000} s. Does one run? Is the projection ` +
          'paused? "outcomes projections status" tells. It is done once that is possible.',
      );
    }
    await delay(pollMs);
    const before = left.total.retrying;
    left = await readParked(context, chosen);
    if (left.total.retrying < before) giveUpAt = performance.now() + patienceMs;
  }
  const { streams: remaining } = left.total;
  if (remaining > 0) process.exitCode = 1;
  if (json) return context.say(JSON.stringify({ streams, remaining: left.total }));
  context.say(
    remaining === 0
      ? `Taken up again: ${counted(streams, 'stream')}. Nothing is set aside any more.`
      : `Tried ${counted(streams, 'stream')} again. Still set aside:`,
  );
  if (remaining > 0) for (const line of describeParked(left)) context.say(line);
}
