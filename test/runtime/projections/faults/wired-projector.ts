import { catalog } from '../../../../src/events/index.ts';
import { createEventLog } from '../../../../src/platform/event-log/create-event-log.ts';
import { createPool } from '../../../../src/platform/postgres.ts';
import { createReadModelStore } from '../../../../src/platform/read-model-store.ts';
import { systemClock } from '../../../../src/platform/system-clock.ts';
import { projections } from '../../../../src/projections/index.ts';
import { runProjections } from '../../../../src/runtime/projections/run-projections.ts';
import { startEventStoreProcess } from '../../../support/event-store-process.ts';
import { startTcpProxy } from '../../../support/tcp-proxy.ts';
import { checkReadModels } from './check-read-models.ts';
import { endlessHistory } from './endless-history.ts';
import { recovery } from './recovery.ts';

/** The product's projections in this process, over wires to both servers that a test can cut. */
export type WiredProjector = Awaited<ReturnType<typeof startWiredProjector>>;

/** `database` is migrated and empty. */
export async function startWiredProjector(database: string) {
  const eventStore = await startEventStoreProcess();
  const wires = {
    database: await startTcpProxy(Number(new URL(database).port)),
    eventStore: await startTcpProxy(eventStore.port),
  };
  const direct = createEventLog({ url: eventStore.url, catalog });
  const pool = createPool(database, { applicationName: 'test' });
  const wired = (url: string, port: number) => {
    const changed = new URL(url);
    changed.port = String(port);
    return changed.href;
  };
  const log = createEventLog({ url: wired(eventStore.url, wires.eventStore.port), catalog });
  const said: string[] = [];
  const lags: number[] = [];
  const write = (message: string) => said.push(message);
  const stopping = new AbortController();
  const running = runProjections({
    projections,
    log,
    store: createReadModelStore(wired(database, wires.database.port)),
    clock: systemClock,
    logger: { info: write, warn: write, error: write },
    metrics: { batch: () => {}, lag: (seconds) => lags.push(seconds) },
    signal: stopping.signal,
  });
  const history = endlessHistory(1, 1);
  return {
    wires,
    /** Messages that it has logged. */
    said,
    /** What it has told as its lag, seconds. */
    lags,
    async append(count: number): Promise<void> {
      for (let left = count; left > 0; left -= 1) {
        const { value } = history.next();
        await direct.append(value.stream, value.expected, value.events);
      }
    },
    /** Milliseconds until the read models are at the head of the log. */
    async caughtUp(withinMs = 60_000): Promise<number> {
      const startedAt = performance.now();
      return (await recovery(eventStore.url, pool, { withinMs })) - startedAt;
    },
    /** See {@link checkReadModels}. */
    check: () => checkReadModels(eventStore.url, database),
    async stop(): Promise<void> {
      stopping.abort();
      await running;
      await log.close();
      await direct.close();
      await pool.end();
      await Promise.all([wires.database.close(), wires.eventStore.close()]);
      await eventStore.stop();
    },
  };
}
