import { parseArgs } from 'node:util';
import { startEventStore } from './start-event-store.ts';

/** Runs a node as a process of its own; prints one line of JSON when it serves. */
const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string', default: '0' },
    'exit-with-parent': { type: 'boolean', default: false },
  },
});

function fail(error: unknown): never {
  process.stderr.write(`event store: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

if (!values.dir) fail('--dir is missing');
const node = await startEventStore({ dir: values.dir, port: Number(values.port) }).catch(fail);

const stop = (): void => {
  node.stop().then(() => process.exit(0), fail);
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['exit-with-parent']) process.stdin.once('close', stop).once('end', stop).resume();

process.stdout.write(`${JSON.stringify({ ready: true, url: node.url })}\n`);
