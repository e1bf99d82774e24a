import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryDirectory } from '../with-event-store.ts';

const main = join(import.meta.dirname, '../../../../embedded/event-store/main.ts');
const source = join(import.meta.dirname, 'faulty-fsync.c');

/** A directory for a node whose disk can be made to fail or to stall; null where there is no C compiler. */
export function faultyDisk() {
  const dir = temporaryDirectory();
  const library = join(dir, 'faulty-fsync.so');
  if (spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]).status !== 0) {
    process.stderr.write('Not run: a faulty fsync, because no C compiler is here\n');
    return null;
  }
  const [store, fails, stalls] = [join(dir, 'store'), join(dir, 'fails'), join(dir, 'stalls')];
  return {
    store,
    spawnNode() {
      const child = spawn(process.execPath, ['--import', 'tsx', main, '--dir', store], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: {
          ...process.env,
          LD_PRELOAD: library,
          FSYNC_FAILS_WHILE: fails,
          FSYNC_STALLS_WHILE: stalls,
        },
      });
      return { child, complaint: text(child.stderr), exited: once(child, 'exit') };
    },
    fail: () => writeFileSync(fails, ''),
    stall: () => writeFileSync(stalls, ''),
    flow: () => rmSync(stalls),
    remove: () => rmSync(dir, { recursive: true }),
  };
}
