import { randomUUID } from 'node:crypto';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createTestDatabase } from './create-test-database.ts';
import { testServers } from './test-servers.ts';

export interface TestApp {
  /** Address of the API. */
  readonly url: string;
  /** Address of health checks and metrics. */
  readonly operations: string;
  stop(): Promise<void>;
}

/** The whole product in this process, with a database of its own; `environment` overrides its variables. */
export async function startTestApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const app = createApp(
    readConfig({
      PORT: '0',
      OPERATIONS_PORT: '0',
      ROLES: 'api,projector',
      EVENTSTORE_URL: testServers.eventStoreUrl(),
      DATABASE_URL: database.url,
      OUTCOMES_SECRET: `${randomUUID()}${randomUUID()}`,
      LOG_LEVEL: 'error',
      ...environment,
    }),
  );
  try {
    const { url, operations } = await app.start();
    if (url === null) throw new Error('the app has no API role');
    const stop = async () => {
      await app.stop();
      await database.drop();
    };
    return { url, operations, stop };
  } catch (error) {
    await database.drop();
    throw error;
  }
}
