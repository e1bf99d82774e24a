import { v5 } from 'uuid';

/**
 * Ids of what an import makes: UUIDv5 of the organization and the natural key. The same file, imported again,
 * comes to the same ids.
 */
export function createImportIds(organizationId: string) {
  const idOf = (...key: readonly string[]) => v5(JSON.stringify(key), organizationId);
  return {
    user: (emailHash: string) => idOf('user', emailHash),
    cycle: (name: string) => idOf('cycle', name),
    objective: (cycleId: string, title: string) => idOf('objective', cycleId, title),
    keyResult: (objectiveId: string, title: string) => idOf('keyResult', objectiveId, title),
    checkIn: (keyResultId: string, effectiveOn: string) => idOf('checkIn', keyResultId, effectiveOn),
  };
}

export type ImportIds = ReturnType<typeof createImportIds>;

/** Id of a command that acts on the thing with `id`, once. */
export function commandIdFor(id: string, command: { readonly type: string }): string {
  return v5(`import/${command.type}`, id);
}
