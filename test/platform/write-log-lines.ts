import { createLogger } from '../../src/platform/logger.ts';

/** Writes log lines as a process of the product does, for logger.unit.test.ts. */
const logger = createLogger({ level: 'info', fields: { role: 'api' }, masked: new Set(['email']) });
const child = logger.child({ part: 'a', email: 'ann@example.com' });

child.warn('inside', { requestId: '1', correlationId: 'c-1' });

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
