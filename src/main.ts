import { parseArgs } from 'node:util';
import { readConfig } from './platform/config.ts';

/** By then a role has stopped, or is ended. */
const stopWithinMs = 10_000;

/**
 * `--local` runs the whole product on this machine, with embedded servers for every address that is not
 * configured; without it this process runs its ROLES against the configured servers.
 * `--exit-with-parent` also stops when standard input ends; `--reload` restarts roles when sources change.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      local: { type: 'boolean' },
      reload: { type: 'boolean' },
      'exit-with-parent': { type: 'boolean' },
    },
  });
  const wanted = new Promise<void>((resolve) => {
    // Not `resolve` itself: it would be told the name of the signal.
    const stop = () => resolve();
    process.on('SIGTERM', stop).on('SIGINT', stop);
    // Where a script of ours has started it: the script is gone.
    process.once('disconnect', stop);
    if (values['exit-with-parent']) process.stdin.resume().once('end', stop).once('error', stop);
  });
  const config = readConfig();
  // Neither loads what only the other needs.
  if (values.local) {
    const { runLocal } = await import('./local/run-local.ts');
    return runLocal(config, { reload: values.reload ?? false, wanted });
  }
  // How process lists show it.
  process.title = `outcomes ${config.ROLES.join(',')}`;
  const { createApp } = await import('./app.ts');
  const app = createApp(config);
  const running = await Promise.race([app.start(), wanted]);
  // Nobody has been served yet.
  if (!running) return;
  process.stdout.write(`${JSON.stringify({ ready: true, ...running })}\n`);
  await wanted;
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  await app.stop();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
