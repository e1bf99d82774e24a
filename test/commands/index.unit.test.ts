import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { commands } from '../../src/commands/index.ts';
import { catalog } from '../../src/events/index.ts';

const fieldsOf = (input: z.ZodObject) => Object.keys(input.shape);
const routes = commands.flatMap(({ type, routes = [], input }) =>
  routes.map((route) => ({ type, route, fields: fieldsOf(input) })),
);

describe('the registry of commands', () => {
  test('has every type and every route once', () => {
    const types = commands.map(({ type }) => type);
    expect(types).toEqual([...new Set(types)]);
    const places = routes.map(({ route }) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`);
    expect(places).toEqual([...new Set(places)]);
  });

  test.each(commands)(
    '$type: a strict input that has the target, and an input schema to publish',
    (command) => {
      expect(fieldsOf(command.input)).toContain(command.target);
      const unknown = command.input.safeParse({ unheardOf: 1 });
      expect(unknown.error?.issues.map(({ code }) => code)).toContain('unrecognized_keys');
      expect(z.toJSONSchema(command.input, { io: 'input' })).toHaveProperty('type', 'object');
    },
  );

  test.each(commands)('$type: the events of its stream are in the catalog', ({ stream }) => {
    const types = Object.keys(stream.events.schemas);
    expect(types.map((type) => catalog.category(type))).toEqual(types.map(() => stream.category));
    expect(Object.keys(stream.evolve).sort()).toEqual(types.sort());
  });

  test.each(routes)('$type: $route.method $route.path names fields of the input', ({ route, fields }) => {
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(fields).toEqual(expect.arrayContaining(parameters));
    expect(route.path).toMatch(/^(\/(:[a-z][A-Za-z]*|[a-z]+(-[a-z]+)*))+$/);
  });

  const open = commands.filter(({ routes }) => routes);
  test.each(open)('$type: what clients may ask for is admitted to somebody', ({ roles, admits }) => {
    expect(roles?.length ?? admits).toBeTruthy();
  });
});
