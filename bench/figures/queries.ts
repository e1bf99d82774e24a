import type { Figure, Measurement } from '../support/figure.ts';
import { type Load, type LoadJob, measureInTurn } from '../support/load.ts';
import { startServer } from '../support/processes.ts';

const connections = 32;

/** Queries over HTTP, beside a handler that runs the same statements. */
export const queries: Measurement = {
  name: 'queries',
  async measure(environment) {
    const product = await environment.product();
    const { databaseUrl, context, headers, keyResultIds } = product;
    const { seconds } = environment.options;
    const options = ['--database', databaseUrl, '--context', JSON.stringify(context)];
    const bare = await startServer('bench/bare-query', options);
    const load = (url: string, paths: readonly string[]): Omit<LoadJob, 'seconds'> => ({
      url,
      method: 'GET',
      paths,
      headers,
      connections,
    });
    const inTurn = async (paths: readonly string[]) =>
      measureInTurn(
        [
          load(
            `${product.url}`,
            paths.map((path) => `/api/v1${path}`),
          ),
          load(bare.url, paths),
        ],
        seconds,
      );
    try {
      const one = await inTurn(keyResultIds.map((id) => `/key-results/${id}`));
      const list = await inTurn(Array.from({ length: connections }, () => '/key-results'));
      return [figure('query by key', one, 0.7), figure('list of 50 key results', list, 0.7)];
    } finally {
      await bare.stop();
    }
  },
};

function figure(name: string, [own, ceiling]: Load[], ratio: number): Figure {
  if (!own || !ceiling) throw new Error('nothing was measured');
  return {
    name,
    value: own.perSecond,
    unit: '/s',
    ceiling: { name: 'bare handler, same statement', value: ceiling.perSecond },
    goal: { ratio },
    details: { p50: own.p50, p99: own.p99 },
  };
}
