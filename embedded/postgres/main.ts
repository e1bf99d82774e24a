import { parseArgs } from 'node:util';
import { startPostgres } from './start-postgres.ts';

/**
 * The server as a process: `--dir <directory> [--port <port>] [--exit-with-parent]`. Prints one line of JSON,
 * `{"ready":true,"url":"postgres://…"}`, when it accepts connections. Stops on SIGTERM, SIGINT and, with
 * `--exit-with-parent`, when standard input ends. Exits with 1 when the server fails.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      port: { type: 'string' },
      'exit-with-parent': { type: 'boolean' },
    },
  });
  if (!values.dir) throw new Error('--dir is required');
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be a TCP port');

  const wanted = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
    if (values['exit-with-parent']) process.stdin.resume().once('end', resolve).once('error', resolve);
  });
  const server = await startPostgres({ dir: values.dir, ...(port > 0 ? { port } : {}) });
  process.stdout.write(`${JSON.stringify({ ready: true, url: server.url })}\n`);
  const failed = await Promise.race([wanted.then(() => false), server.ended.then(() => true)]);
  if (failed) throw new Error('PostgreSQL ended; see server.log');
  await server.stop();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
