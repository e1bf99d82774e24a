import type { RecordedEvent } from '../../core/define-events.ts';
import type { ProjectionDefinition, RowGroup, TableOperations } from '../../core/define-projection.ts';
import type { Table } from '../../core/table.ts';
import type { AnyRow } from './ports.ts';
import { type RowShape, rowShape } from './row-shape.ts';

/** Method's type, so that changes of different row types fit one list. */
type Change = { change(row: AnyRow | null, group: readonly unknown[]): AnyRow | null }['change'];

/** What a group becomes. */
type Replace = { replace(rows: readonly AnyRow[], group: readonly unknown[]): readonly AnyRow[] }['replace'];

/** A row to write; null: none. */
type Make = { make(group: readonly unknown[]): AnyRow | null }['make'];

interface GroupName {
  readonly table: Table;
  readonly value: string;
}

/** One thing that a handler asked for. Keys and group values are canonical, rows are not yet. */
export type Operation =
  | { readonly kind: 'insert'; readonly table: Table; readonly row: AnyRow }
  | { readonly kind: 'insertWith'; readonly table: Table; readonly group: GroupName; readonly make: Make }
  | {
      readonly kind: 'change';
      readonly table: Table;
      readonly key: string;
      /** The row must be there. */
      readonly required: boolean;
      /** Group that the row is in if it is there; null: not known. */
      readonly within: string | null;
      readonly group: GroupName | null;
      readonly change: Change;
    }
  | { readonly kind: 'changeGroup'; readonly table: Table; readonly value: string; readonly change: Change }
  | {
      readonly kind: 'replaceGroup';
      readonly table: Table;
      readonly value: string;
      readonly group: GroupName;
      readonly replace: Replace;
    }
  | { readonly kind: 'delete'; readonly table: Table; readonly key: string };

/** Runs the handlers of one projection. */
export interface OperationRecorder {
  /** Whether the projection takes events of the type. */
  handles(type: string): boolean;
  /** Whether the table of that name is the projection's. */
  owns(table: string): boolean;
  /** What the projection asks for on the event, in order. Throws what a handler throws. */
  record(event: RecordedEvent): readonly Operation[];
}

/** Makes the tables that the handlers of a projection see: they note what they are asked for. */
export function createRecorder(projection: ProjectionDefinition): OperationRecorder {
  let operations: Operation[] = [];
  const shapes = new Map(Object.values(projection.tables).map((table) => [table, rowShape(table)]));
  const shapeOf = (table: Table): RowShape => {
    const shape = shapes.get(table);
    if (!shape) throw new TypeError(`${table.name} is no table of projection ${projection.name}`);
    return shape;
  };
  const groupName = ({ table, value }: RowGroup): GroupName => ({
    table,
    value: shapeOf(table).group(value),
  });

  const operationsOn = (table: Table, shape: RowShape): TableOperations<Table> => {
    const change = (
      key: unknown,
      apply: Change,
      how: { required?: boolean; group?: GroupName; within?: string | undefined },
    ) => {
      const { required = false, group = null } = how;
      const within = how.within === undefined ? null : shape.group(how.within);
      operations.push({ kind: 'change', table, key: shape.key(key), required, within, group, change: apply });
    };
    return {
      insert: (row) => {
        operations.push({ kind: 'insert', table, row });
      },
      insertWith: <GroupRow>(
        group: RowGroup<GroupRow>,
        make: { make(rows: readonly GroupRow[]): AnyRow | null }['make'],
      ) => {
        operations.push({ kind: 'insertWith', table, group: groupName(group), make });
      },
      update: (key, apply, within) => change(key, (row) => row && apply(row), { required: true, within }),
      upsert: (key, apply, within) => change(key, apply, { within }),
      upsertWith: <GroupRow>(
        key: unknown,
        group: RowGroup<GroupRow>,
        apply: { change(row: AnyRow | null, rows: readonly GroupRow[]): AnyRow | null }['change'],
        within?: string,
      ) => change(key, apply, { group: groupName(group), within }),
      updateGroup: (value, apply) => {
        const group = shape.group(value);
        operations.push({ kind: 'changeGroup', table, value: group, change: (row) => row && apply(row) });
      },
      replaceGroupWith: <GroupRow>(
        value: string,
        group: RowGroup<GroupRow>,
        replace: {
          replace(rows: readonly AnyRow[], other: readonly GroupRow[]): readonly AnyRow[];
        }['replace'],
      ) => {
        const own = shape.group(value);
        operations.push({ kind: 'replaceGroup', table, value: own, group: groupName(group), replace });
      },
      delete: (key) => {
        operations.push({ kind: 'delete', table, key: shape.key(key) });
      },
      group: (value) => ({ table, value }),
    };
  };

  const tables = Object.fromEntries(
    Object.entries(projection.tables).map(([name, table]) => [name, operationsOn(table, shapeOf(table))]),
  );

  return {
    owns: (name) => Object.values(projection.tables).some((table) => table.name === name),
    handles: (type) => projection.every !== undefined || Object.hasOwn(projection.on, type),
    record(event) {
      operations = [];
      projection.every?.(event, tables);
      if (Object.hasOwn(projection.on, event.type)) {
        if (!hasPayload(event)) throw new TypeError('the payload is no object');
        projection.on[event.type]?.(event, tables);
      }
      return operations;
    },
  };
}

function hasPayload(event: RecordedEvent): event is RecordedEvent<string, Record<string, unknown>> {
  return typeof event.data === 'object' && event.data !== null;
}
