import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../../../support/wait-until.ts';
import { readyUrl, spawnNode } from '../node-process.ts';
import type { Victim } from './campaign.ts';
import { createLoopFileSystem } from './loop-file-system.ts';

/** Time in which a node without a disk could still tell its clients something that is not so. */
const AFTER_CUT_MS = 300;

/**
 * A node on a file system of its own that loses power.
 * @throws Error where the machine does not allow it
 */
export async function startPowerLossVictim(): Promise<Victim & { stop(): Promise<void> }> {
  const disk = createLoopFileSystem();
  const start = async (port: string) => {
    const node = spawnNode(join(disk.dir, 'store'), '--port', port);
    return { ...node, url: await readyUrl(node.child) };
  };
  let node = await start('0').catch((error: unknown) => {
    disk.remove();
    throw error;
  });
  const { url } = node;
  const gone = async (): Promise<void> => {
    await Promise.race([node.exited, delay(AFTER_CUT_MS)]);
    node.child.kill('SIGKILL');
    await node.exited;
  };
  return {
    url,
    async fail() {
      disk.cutPower();
      await gone();
    },
    async recover() {
      await waitUntil(() => succeeds(disk.remount));
      node = await start(new URL(url).port);
    },
    async stop() {
      await gone();
      await waitUntil(() => succeeds(disk.remove));
    },
  };
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
