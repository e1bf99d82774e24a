import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '../support/start-process.ts';

const main = join(import.meta.dirname, '../../embedded/event-store/main.ts');

/**
 * Puts the address of what the suite judges into the environment, which Jest's workers inherit: the server
 * at EVENTSTORE_URL, or an embedded node that is started for it.
 * @returns what ends the node
 */
export async function provideEndpoint(): Promise<() => Promise<void>> {
  if (process.env.EVENTSTORE_URL) {
    process.env.TEST_CONFORMANCE_URL = process.env.EVENTSTORE_URL;
    return async () => undefined;
  }
  const dir = await mkdtemp(join(tmpdir(), 'conformance-'));
  const node = await startProcess(main, ['--dir', dir, '--port', '0', '--exit-with-parent']);
  process.env.TEST_CONFORMANCE_URL = node.ready.url;
  return async () => {
    await node.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
