import { z } from 'zod';
import type { FactReader } from '../../core/define-command.ts';
import type { EventLog, ReadModelReader } from '../../core/ports.ts';
import { noStream } from '../../core/ports.ts';
import type { StreamStates } from './stream-states.ts';

/** Facts of one organization for `prepare`; states of other streams are at most `maxAgeMs` old. */
export function createFactReader(
  { states, log, readModels }: { states: StreamStates; log: EventLog; readModels: ReadModelReader },
  organizationId: string,
  maxAgeMs: number,
): FactReader {
  return {
    async state(stream, id) {
      const found = await states.load(stream, id, maxAgeMs);
      const foreign = stream.scope === 'organization' && found.organizationId !== organizationId;
      return found.revision === noStream || foreign ? null : (found.state as typeof stream.initial);
    },
    async rows({ table, where, row }) {
      return z.array(row).parse(await readModels.rowsAt(await log.head(), organizationId, table, where));
    },
  };
}
