import { z } from 'zod';

/** Parts of the product that may run together in one process or apart. */
export const roleNames = ['api', 'projector', 'worker'] as const;
export type RoleName = (typeof roleNames)[number];

const port = z.coerce.number().int().min(0).max(65_535);
const address = (...protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)), {
    error: `expected an address that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Every environment variable of the product. An empty one counts as absent. */
export const environment = z.object({
  PORT: port.default(3000).describe('Port of the API.'),
  OPERATIONS_PORT: port.default(9090).describe('Port of health checks and metrics.'),
  HOST: z.string().default('127.0.0.1').describe('Address that both ports listen on.'),
  ROLES: z
    .string()
    .default(roleNames.join(','))
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(roleNames)).min(1))
    .describe('Roles of this process, comma-separated: api, projector, worker.'),
  EVENTSTORE_URL: address('esdb', 'esdb+discover')
    .optional()
    .describe('EventStoreDB node or cluster. Without it an embedded node is started.'),
  DATABASE_URL: address('postgres', 'postgresql')
    .optional()
    .describe('PostgreSQL database. Without it an embedded server is started.'),
  DATABASE_READ_URL: address('postgres', 'postgresql')
    .optional()
    .describe(
      'PostgreSQL replica for queries, one that commits wait for (remote_apply). Default: DATABASE_URL.',
    ),
  REDIS_URL: address('redis', 'rediss')
    .optional()
    .describe('Redis for jobs. Without it jobs are in PostgreSQL.'),
  DATA_DIR: z
    .string()
    .default('.data')
    .describe('Directory of the embedded servers and the generated secret.'),
  OUTCOMES_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Secret, at least 32 characters, that keys are derived from. Required without embedded servers.',
    ),
  OPERATIONS_TOKEN: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Bearer token, at least 32 characters, for what the operations port shows and changes of projections. ' +
        'Without it, nothing can be changed unless HOST is a loopback address.',
    ),
  PUBLIC_URL: address('http', 'https').optional().describe('Address under which clients reach the API.'),
  TRUST_PROXY: flag.default(false).describe('Whether a reverse proxy in front sets X-Forwarded-*.'),
  LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least severe log level written.'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Database connections of one role.'),
  BODY_LIMIT_KB: z.coerce.number().int().min(16).default(1024).describe('Largest request body, in KiB.'),
  IMPORT_LIMIT_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(512)
    .default(32)
    .describe('Largest import file, in MiB.'),
  OUTCOMES_URL: address('http', 'https')
    .optional()
    .describe(
      'Address of the API that the command line works with. Default: that of the product that runs in ' +
        'DATA_DIR, else http://127.0.0.1:3000.',
    ),
  OUTCOMES_OPERATIONS_URL: address('http', 'https')
    .optional()
    .describe(
      'Address of the operations port that the command line works with. Default: that of the product that ' +
        'runs in DATA_DIR, else http://127.0.0.1:9090.',
    ),
  OUTCOMES_TOKEN: z
    .string()
    .optional()
    .describe('Access token for the command line, instead of the session of `outcomes sign-in`.'),
  OUTCOMES_PASSWORD: z
    .string()
    .optional()
    .describe('Password for `outcomes register` and `outcomes sign-in`, instead of --password.'),
  EVENTSTORE_COPY_FROM: address('esdb', 'esdb+discover')
    .optional()
    .describe('Source of `outcomes eventstore copy`, instead of --from.'),
  EVENTSTORE_COPY_TO: address('esdb', 'esdb+discover')
    .optional()
    .describe('Target of `outcomes eventstore copy`, instead of --to.'),
  READY_MAX_LAG_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(30_000)
    .describe('Lag of a read model, in milliseconds, beyond which /health/ready says no.'),
});

export type Config = z.output<typeof environment>;

/** Thrown with one line per variable that is wrong. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`the configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads and checks the environment. Throws {@link ConfigError}; values are never repeated in its message. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

/** The environment of a process that this one starts: its own, and what is added. */
export function childEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...added };
}

/** Every variable with its meaning and default, for people. */
export function describeConfig(): { name: string; meaning: string; byDefault: unknown }[] {
  const { properties = {} } = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' });
  return Object.entries(environment.shape).map(([name, { description = '' }]) => {
    const property = properties[name];
    return {
      name,
      meaning: description,
      byDefault: typeof property === 'object' ? property.default : undefined,
    };
  });
}
