import { parseArgs } from 'node:util';
import { runNode } from './serve/run-node.ts';

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
await runNode({
  dir: values.dir,
  port: Number(values.port),
  exitWithParent: values['exit-with-parent'],
  ready: ({ url }) => void process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`),
}).catch(fail);
process.exit(0);
