import { escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';

/** Where tables are: those of a generation, or previous ones that are to be deleted. */
export type Place = Generation | 'replaced';

/** Schema of the tables in each place. */
const schemas: Readonly<Record<Place, string>> = {
  live: 'read',
  next: 'read_next',
  previous: 'read_previous',
  replaced: 'read_replaced',
};

/** A table, quoted and with its schema. */
export function tableIn(place: Place, name: string): string {
  return `${schemas[place]}.${escapeIdentifier(name)}`;
}

export const schemaOf = (place: Place): string => schemas[place];

/** Tables of some projections. */
export const tablesOf = (projections: readonly ProjectionDefinition[]) =>
  projections.flatMap(({ tables }) => Object.values(tables));
