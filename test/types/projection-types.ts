import { defineProjection } from '../../src/core/define-projection.ts';
import { boolean, integer, table, text } from '../../src/core/table.ts';
import { doorEvents, lampEvents } from './example-events.ts';

const lamps = table('lamps', { key: ['id'], columns: { id: text, watts: integer, on: boolean } });
const rooms = table('rooms', { key: ['floor', 'number'], columns: { floor: integer, number: text } });
const common = { name: 'lamps', version: 1, events: [lampEvents], tables: { lamps, rooms } } as const;

export const lampProjection = defineProjection({
  ...common,
  on: {
    LampInstalled: ({ data }, { lamps }) => lamps.insert({ id: data.lampId, watts: data.watts, on: false }),
    LampSwitched: ({ data }, { lamps, rooms }) => {
      lamps.update(data.lampId, (row) => ({ ...row, on: data.on }));
      rooms.delete([1, 'a']);
    },
  },
});

defineProjection({
  ...common,
  on: {
    // @ts-expect-error no such event
    LampBroken: () => undefined,
  },
});

defineProjection({
  ...common,
  on: {
    // @ts-expect-error an event of a family that the projection does not name
    DoorOpened: () => undefined,
  },
});

defineProjection({
  ...common,
  events: [lampEvents, doorEvents],
  on: {
    // @ts-expect-error the payload of another event
    DoorOpened: ({ data }) => data.lampId,
  },
});

defineProjection({
  ...common,
  on: {
    // @ts-expect-error the row lacks `on`
    LampInstalled: ({ data }, { lamps }) => lamps.insert({ id: data.lampId, watts: data.watts }),
    // @ts-expect-error `watts` is a number
    LampSwitched: ({ data }, { lamps }) => lamps.update(data.lampId, (row) => ({ ...row, watts: 'many' })),
  },
});

defineProjection({
  ...common,
  on: {
    // @ts-expect-error the key is a text
    LampInstalled: ({ data }, { lamps }) => lamps.delete(data.watts),
    // @ts-expect-error the key has two columns
    LampSwitched: (_, { rooms }) => rooms.delete([1]),
  },
});

defineProjection({
  ...common,
  on: {
    // @ts-expect-error no such table
    LampInstalled: (_, { doors }) => doors.delete('1'),
    // @ts-expect-error a null where the column has none
    LampSwitched: ({ data }, { lamps }) => lamps.insert({ id: data.lampId, watts: null, on: true }),
  },
});

// @ts-expect-error the key is one of the columns
table('lamps', { key: ['number'], columns: { id: text } });

// @ts-expect-error the group is one of the columns
table('lamps', { key: ['id'], group: 'floor', columns: { id: text } });
