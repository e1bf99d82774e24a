// A job: requests over keep-alive connections, each sent when the answer to the one before is there.
import autocannon from 'autocannon';
import { serveJob } from './support/job.ts';
import type { LoadJob, LoadResult } from './support/load.ts';

await serveJob(async ({ url, method, paths, bodies, headers, connections, seconds, perSecond }: LoadJob) => {
  const requests = paths.map((path, index) => ({
    method,
    path,
    headers,
    ...(bodies ? { body: bodies[index % bodies.length] ?? '' } : {}),
  }));
  let client = 0;
  // A share of the requests for each connection, so that two never ask for the same thing at once.
  const share = () => {
    const own = requests.filter((_, index) => index % connections === client % connections);
    client += 1;
    return own;
  };
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 30,
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
    setupClient: (one) => one.setRequests(share()),
    requests: requests.slice(0, 1),
  });
  return {
    requests: result['2xx'],
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  } satisfies LoadResult;
});
