import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Has the server stopped with SIGINT when this process ends in any way, SIGKILL included: a shell waits for
 * the end of its input, which only this process holds open. Returns a function that calls it off.
 */
export function stopWithParent(server: ChildProcess): () => void {
  const watch = spawn(
    '/bin/sh',
    ['-c', 'while read -r _; do :; done; kill -INT "$1"', 'sh', `${server.pid}`],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      // Its own group: Ctrl-C in a terminal must not end the watch.
      detached: true,
    },
  );
  watch.on('error', () => undefined);
  watch.unref();
  if ('unref' in watch.stdin && typeof watch.stdin.unref === 'function') watch.stdin.unref();
  return () => {
    // By force, before it sees its input end: the process id may be given to somebody else now.
    watch.kill('SIGKILL');
  };
}
