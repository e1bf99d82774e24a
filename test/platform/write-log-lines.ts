import { createLogger } from '../../src/platform/logger.ts';
import { requestContext } from '../../src/platform/request-context.ts';

/** Writes log lines as a process of the product does, for logger.unit.test.ts. */
const logger = createLogger({ level: 'info', fields: { role: 'api' }, masked: new Set(['email']) });
const child = logger.child({ part: 'a', email: 'ann@example.com' });

const request = (requestId: string) =>
  requestContext.run({ requestId, correlationId: `c-${requestId}` }, async () => {
    logger.info('before');
    await new Promise((resolve) => setImmediate(resolve));
    child.warn('after');
  });
await Promise.all([request('1'), request('2')]);

logger.info('outside', { count: 2 });
logger.debug('not severe enough');
logger.error('personal', {
  email: 'ann@example.com',
  user: { email: 'ann@example.com', logins: [{ accessToken: 'ann@example.com' }] },
  headers: { Authorization: 'ann@example.com' },
});
logger.error('failed', { error: new TypeError('no luck', { cause: new Error('rain') }) });
const circular: Record<string, unknown> = {};
circular.self = circular;
logger.info('odd', { position: 12n, circular, at: new Date(0) });
