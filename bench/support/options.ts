import { parseArgs } from 'node:util';

/** What the person who measures asks for. */
export interface Options {
  /** Seconds of load for each thing that is measured under load. */
  readonly seconds: number;
  /** Events of the log that projections are built from. */
  readonly events: number;
  /** Events of the larger store whose opening and reads are measured. */
  readonly storeEvents: number;
  /** Seconds over which the memory of the event store is watched. */
  readonly memorySeconds: number;
  /** Names of the figures to measure; all where empty. */
  readonly only: readonly string[];
  /** Directory of the peer; null without one. */
  readonly peer: string | null;
}

/** Reads the command line; null where it asks for help. Throws Error for an option that is wrong. */
export function readOptions(names: readonly string[]): Options | null {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '6' },
      events: { type: 'string', default: '100000' },
      'store-events': { type: 'string', default: '500000' },
      'memory-seconds': { type: 'string', default: '30' },
      only: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const unknown = values.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: the figures are ${names.join(', ')}`);
  return {
    seconds: count('--seconds', values.seconds, 60),
    events: count('--events', values.events, 2_000_000),
    storeEvents: count('--store-events', values['store-events'], 20_000_000),
    memorySeconds: count('--memory-seconds', values['memory-seconds'], 3_600),
    only: values.only,
    peer: values.peer ?? null,
  };
}

function count(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${option}: expected a whole number from 1 to ${most}`);
}

/** The text of `--help`. */
export function help(names: readonly string[]): string {
  return `npm run bench [-- options]

  --only NAME         measure only this figure; may be given several times: ${names.join(', ')}
  --seconds N         seconds of load for each thing measured under load, default 6
  --events N          events that projections are built from, default 100,000
  --store-events N    events of the larger store for the figure "store-size", default 500,000
  --memory-seconds N  seconds of load for the figure "store-memory", default 30
  --peer DIR          also run the peer in this directory (its packages installed), for the figure "peer"
  --help              this text

Figures are printed and written to bench/results/latest.json; bench/README.md explains them.`;
}
