import type { Config } from '../platform/config.ts';
import { startLocal } from './start-local.ts';
import { welcome } from './welcome.ts';

/** Everything must have ended by then; Ctrl-C promises it. */
const stopWithinMs = 10_000;

/** `npm start`: starts everything, tells the person where things are, and stops when it is wanted. */
export async function runLocal(
  config: Config,
  { reload, wanted }: { reload: boolean; wanted: Promise<void> },
): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const local = startLocal({ config, reload, say, line: say });
  const failed = await Promise.race([local.started.then(welcome).then(say), wanted]).then(
    () => null,
    (error: Error) => error,
  );
  if (!failed) {
    await wanted;
    say('Stopping …');
  }
  // Whatever is left then notices that this process is gone, and ends by itself.
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  await local.stop();
  if (failed) throw failed;
  say('Stopped.');
}
