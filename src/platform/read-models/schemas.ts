import { escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';

/** Schema of the tables of each generation. */
const schemas: Readonly<Record<Generation, string>> = {
  live: 'read',
  next: 'read_next',
  previous: 'read_previous',
};

/** A table, quoted and with its schema. */
export function tableIn(generation: Generation, name: string): string {
  return `${schemas[generation]}.${escapeIdentifier(name)}`;
}

export const schemaOf = (generation: Generation): string => schemas[generation];

/** Tables of some projections. */
export const tablesOf = (projections: readonly ProjectionDefinition[]) =>
  projections.flatMap(({ tables }) => Object.values(tables));
