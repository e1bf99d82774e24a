import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An ext4 file system in a file, whose power can be cut. */
export type LoopFileSystem = {
  /** Where it is mounted. */
  readonly dir: string;
  /** What is not on the disk by now never gets there; every write fails from here on. */
  cutPower(): void;
  /** Mounts it anew, with what the cut has left. @throws while something still uses it */
  remount(): void;
  remove(): void;
};

const SIZE = 1024 ** 3;

/** EXT4_IOC_SHUTDOWN, with EXT4_GOING_FLAGS_NOLOGFLUSH: not even the journal in memory is written. */
const SHUT_DOWN = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))
`;

/** @throws when this account or this machine may not, with what the system said */
export function createLoopFileSystem(): LoopFileSystem {
  const own = mkdtempSync(join(tmpdir(), 'event-store-power-'));
  const [image, dir] = [join(own, 'image'), join(own, 'mount')];
  const mount = (): void => run('mount', '-o', 'loop', image, dir);
  const remove = (): void => rmSync(own, { recursive: true });
  try {
    mkdirSync(dir);
    writeFileSync(image, '');
    truncateSync(image, SIZE);
    run('mkfs.ext4', '-q', image);
    mount();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    dir,
    cutPower: () => run('python3', '-c', SHUT_DOWN, dir),
    remount() {
      run('umount', dir);
      mount();
    },
    remove() {
      run('umount', dir);
      remove();
    },
  };
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 30_000 });
}
