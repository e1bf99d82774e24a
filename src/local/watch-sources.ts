import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Supervised } from './supervise.ts';

/** Restarts the processes when a source file changes. Returns the function that ends that. */
export function watchSources(processes: readonly Supervised[], say: (text: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(fileURLToPath(new URL('..', import.meta.url)), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say('Source changed: restarting the roles …');
      for (const each of processes) void each.restart();
    }, 200);
  });
  return () => {
    watcher.close();
    clearTimeout(timer);
  };
}
