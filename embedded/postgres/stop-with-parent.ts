import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Has the server stopped with SIGINT when this process ends in any way, SIGKILL included: a shell waits for
 * the end of its input, which only this process holds open. Returns a function that calls it off.
 */
export function stopWithParent(server: ChildProcess): () => void {
  const watch = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -INT "$1"', 'sh', `${server.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    // Its own group: Ctrl-C in a terminal must not end the watch.
    detached: true,
  });
  watch.on('error', () => undefined);
  watch.unref();
  if ('unref' in watch.stdin && typeof watch.stdin.unref === 'function') watch.stdin.unref();
  return () => {
    if (watch.pid === undefined || watch.exitCode !== null || watch.signalCode !== null) return;
    // The whole group, the shell and its cat, by force: the process id may be given to somebody else now.
    process.kill(-watch.pid, 'SIGKILL');
  };
}
