import type { ProjectionDefinition } from '../../core/define-projection.ts';

/** Answers the name of the projection that writes a table of the read models. Throws where none does. */
export function tableOwners(projections: readonly ProjectionDefinition[]): (table: string) => string {
  const owners = new Map(
    projections.flatMap(({ name, tables }) => Object.values(tables).map((table) => [table.name, name])),
  );
  return (table) => {
    const owner = owners.get(table);
    if (owner === undefined) throw new Error(`no projection writes a table ${table}`);
    return owner;
  };
}
