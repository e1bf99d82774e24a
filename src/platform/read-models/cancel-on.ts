import type { Client } from 'pg';

const everyMs = 100;

/** Has another connection cancel what `client` is at, once `signal` aborts. Answers how to leave it alone. */
export async function cancelOn(signal: AbortSignal, client: Client, other: Client): Promise<() => void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    // More than once: it may be between two statements.
    timer = setInterval(() => {
      void other.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => {});
    }, everyMs);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => {
    signal.removeEventListener('abort', cancel);
    clearInterval(timer);
  };
}
