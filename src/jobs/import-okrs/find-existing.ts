import { z } from 'zod';
import { cycleStream } from '../../commands/cycle/cycle.stream.ts';
import { keyResultStream } from '../../commands/key-result/key-result.stream.ts';
import { objectiveStream } from '../../commands/objective/objective.stream.ts';
import type { FactReader } from '../../core/define-command.ts';
import type { StreamDefinition } from '../../core/define-stream.ts';
import { type Existing, existing, type Named } from './existing.ts';
import { findUsers, type UserLookup } from './find-users.ts';
import type { Outline } from './outline.ts';
import { sideBySide } from './side-by-side.ts';

interface Lookup extends UserLookup {
  /** Facts of the organization. */
  readonly read: FactReader;
}

const readsAtOnce = 16;
const cycleRow = z.object({ id: z.string() });
const objectiveRow = z.object({ id: z.string(), title: z.string() });
const keyResultRow = objectiveRow.extend({ objective_id: z.string(), is_removed: z.boolean() });

/**
 * Looks up everything that the file names. What an import made is found by its id; what people made, by its
 * name in the read models, which have caught up with the log by then.
 * Throws DomainError UNAVAILABLE, LogUnavailableError.
 */
export async function findExisting(outline: Outline, lookup: Lookup): Promise<Existing> {
  const { ids, read } = lookup;
  const users = await findUsers(outline.owners.keys(), lookup);

  const cycles: Writable<Existing['cycles']> = new Map();
  await sideBySide(outline.cycles.keys(), readsAtOnce, async (name) => {
    const rows = await read.rows({ table: 'cycles', where: { name }, row: cycleRow });
    cycles.set(name, await pick(read, cycleStream, ids.cycle(name), rows));
  });

  const titles = await titlesIn([...cycles.values()].filter(isThere), read);
  const objectives: Writable<Existing['objectives']> = new Map();
  await sideBySide(outline.objectives, readsAtOnce, async ([key, { cycle, title }]) => {
    const { id: cycleId, state } = existing(cycles, cycle);
    const id = ids.objective(cycleId, title);
    const named = titles.objectives.get(nameOf(cycleId, title)) ?? [];
    objectives.set(key, state ? await pick(read, objectiveStream, id, named) : absent(id));
  });

  const keyResults: Writable<Existing['keyResults']> = new Map();
  await sideBySide(outline.keyResults, readsAtOnce, async ([key, { objective, title }]) => {
    const { id: objectiveId, state } = existing(objectives, objective);
    const id = ids.keyResult(objectiveId, title);
    const named = titles.keyResults.get(nameOf(objectiveId, title)) ?? [];
    keyResults.set(key, state ? await pick(read, keyResultStream, id, named) : absent(id));
  });
  return { users, cycles, objectives, keyResults };
}

type Writable<Entries> = Entries extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : never;

const absent = <State>(id: string): Named<State> => ({ id, state: null, ambiguous: false });
const isThere = ({ state }: Named<unknown>) => state !== null;
const nameOf = (parentId: string, title: string) => `${parentId} ${title}`;

/** What an import made under `id`, else the only thing of that name. */
async function pick<State>(
  read: FactReader,
  stream: StreamDefinition<State>,
  id: string,
  named: readonly { readonly id: string }[],
): Promise<Named<State>> {
  const own = await read.state(stream, id);
  const [first, ...others] = named;
  if (own !== null || first === undefined) return { id, state: own, ambiguous: false };
  if (others.length > 0) return { id, state: null, ambiguous: true };
  return { id: first.id, state: await read.state(stream, first.id), ambiguous: false };
}

/** Objectives and key results of the cycles by the id of what they belong to and their title. */
async function titlesIn(cycles: readonly Named<unknown>[], read: FactReader) {
  const objectives = new Map<string, { id: string }[]>();
  const keyResults = new Map<string, { id: string }[]>();
  const note = (map: typeof objectives, name: string, id: string) =>
    map.set(name, [...(map.get(name) ?? []), { id }]);
  for (const { id: cycleId } of cycles) {
    const where = { cycle_id: cycleId };
    for (const row of await read.rows({ table: 'objectives', where, row: objectiveRow })) {
      note(objectives, nameOf(cycleId, row.title), row.id);
    }
    for (const row of await read.rows({ table: 'key_results', where, row: keyResultRow })) {
      if (!row.is_removed) note(keyResults, nameOf(row.objective_id, row.title), row.id);
    }
  }
  return { objectives, keyResults };
}
