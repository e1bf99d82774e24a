// The rules of the house; see docs/architecture.md.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

const npm = (...names) => names.map((name) => `node_modules/${name}/`);

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|embedded)/',
        pathNot: '^(src/main|embedded/[^/]+/main)\\.ts$|\\.d\\.ts$',
      },
      to: {},
    },
    only('core', '^src/core/', ['^src/core/', ...npm('zod', 'knex')], 'core imports only zod and types'),
    only(
      'domain',
      '^src/domain/',
      ['^src/domain/', ...npm('zod', 'decimal\\.js')],
      'domain is pure calculation',
    ),
    only(
      'events',
      '^src/events/',
      ['^src/(events|core|domain)/', ...npm('zod')],
      'events import core and domain',
    ),
    only(
      'commands',
      '^src/commands/',
      ['^src/(commands|events|core|domain)/', ...npm('zod')],
      'commands know nothing of the read side',
    ),
    only(
      'projections',
      '^src/projections/',
      ['^src/(projections|events|core|domain)/', ...npm('zod')],
      'projections know nothing of the write side',
    ),
    only(
      'queries',
      '^src/queries/',
      ['^src/(queries|core|domain)/', ...npm('zod', 'knex')],
      'queries build on the read models alone',
    ),
    only(
      'jobs',
      '^src/jobs/',
      [
        '^src/(jobs|commands|events|core|domain|runtime)/',
        '^(crypto|timers/promises|node:)',
        ...npm('zod', 'uuid', 'csv-parse'),
      ],
      'jobs issue commands through the engine, and know no vendor',
    ),
    only(
      'runtime',
      '^src/runtime/',
      [
        '^src/(runtime|core|domain)/',
        '^(crypto|timers/promises|node:)',
        ...npm('zod', 'uuid', 'lru-cache', 'knex'),
      ],
      'runtime knows ports, no vendor',
    ),
    {
      name: 'edges',
      comment: 'edges use registries and the runtime: never SQL, never the event store',
      severity: 'error',
      from: { path: '^src/(http|cli)/' },
      to: {
        path: ['^src/platform/(postgres|event-log|read)', ...npm('pg', 'knex', '@eventstore/db-client')],
      },
    },
    {
      name: 'app-is-the-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|app|cli|local)' },
      to: { path: '^src/app' },
    },
    {
      name: 'embedded-is-local',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|cli|local)' },
      to: { path: '^embedded/' },
    },
    {
      name: 'vendors-in-platform',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform|identity|app)/' },
      to: {
        path: npm(
          'pg',
          'bullmq',
          'ioredis',
          'winston',
          'prom-client',
          '@eventstore/db-client',
          '@node-rs/argon2',
          'jose',
        ),
      },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^(src|embedded|migrations)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
