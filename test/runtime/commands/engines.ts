import { v7 } from 'uuid';
import type { CommandContext, CommandDefinition } from '../../../src/core/define-command.ts';
import { createEventCatalog } from '../../../src/core/event-catalog.ts';
import type { Clock, EventLog } from '../../../src/core/ports.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { type CommandRequest, createCommandHandler } from '../../../src/runtime/commands/handle-command.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../../support/event-store-process.ts';
import { testContext } from '../../support/test-context.ts';
import { openTally, tallyEvents } from './tally.ts';

export const tallyCatalog = createEventCatalog([tallyEvents], []);

interface EngineOptions {
  readonly clock?: Clock;
  /** Wraps the log, to look on or to break it. */
  readonly around?: (log: EventLog) => Partial<EventLog>;
}

function createEngine(log: EventLog, { clock = systemClock, around = () => ({}) }: EngineOptions = {}) {
  const asked = { reads: [] as string[], appends: [] as string[] };
  const outer = { ...log, ...around(log) };
  const counting: EventLog = {
    ...outer,
    readStream(stream, ...rest) {
      asked.reads.push(stream);
      return outer.readStream(stream, ...rest);
    },
    append(stream, ...rest) {
      asked.appends.push(stream);
      return outer.append(stream, ...rest);
    },
  };
  const { handle } = createCommandHandler({ log: counting, clock, readModels: { rowsAt: async () => [] } });
  return {
    asked,
    /** Issues a command; every call is a request of its own. */
    issue: (
      command: CommandDefinition,
      input: Record<string, unknown>,
      { context, ...request }: Partial<CommandRequest> & { context?: Partial<CommandContext> } = {},
    ) =>
      handle(
        command,
        input,
        { ...testContext, requestId: v7(), ...context },
        { commandId: v7(), ...request },
      ),
  };
}

/** An event store of its own, one client, and as many engines as a test wants: each has its own memory. */
export async function startEngines(patienceMs = 5000) {
  const store: EventStoreProcess = await startEventStoreProcess();
  const log = createEventLog({ url: store.url, catalog: tallyCatalog, patienceMs });
  /** For what a test sets up, however busy the machine is. */
  const patient = createEventLog({ url: store.url, catalog: tallyCatalog, patienceMs: 20_000 });
  return {
    store,
    log,
    engine: (options?: EngineOptions) => createEngine(log, options),
    /** A new tally with nothing on it. */
    async opened(name = 'laps') {
      const id = v7();
      await createEngine(patient).issue(openTally, { tallyId: id, name }, { commandId: id });
      return id;
    },
    async stop() {
      await Promise.all([log.close(), patient.close()]);
      await store.stop();
    },
  };
}

/** The code and details of the DomainError that `work` throws. */
export async function refusal(work: Promise<unknown>) {
  const outcome = await work.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`not refused: ${JSON.stringify(outcome.value, toText)}`);
  const { code, message, details } = outcome.error;
  if (code === undefined) throw outcome.error;
  return { code, message, details };
}

const toText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
