import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { backoffMs } from '../runtime/backoff.ts';
import { CliError } from './cli-error.ts';
import { terminalLine } from './terminal-line.ts';

const success = z.object({ data: z.unknown() });
const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
    requestId: z.string().optional(),
  }),
});

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface ApiRequest<Answer extends z.ZodType> {
  readonly method: Method;
  /** Below the base of the service. */
  readonly path: string;
  readonly token?: string;
  /** Whether it is for people without a token: what refuses them is what they sent. */
  readonly anonymous?: true;
  readonly body?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** Schema of the whole answer, or of its `data`. */
  readonly answer: Answer;
  readonly whole?: boolean;
  /** What to say of a field that is wrong, instead of what the server says: by its name. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Told the consistency token of an answer that has one. */
  readonly onPosition?: (position: string) => void;
  /**
   * How long to try again while the server does not answer or is busy, in milliseconds. 0 for a request that
   * must not be sent twice.
   */
  readonly patienceMs: number;
}

/** What answers, and how to speak of it. */
interface Service {
  /** Address, and the path that every path stands below. */
  readonly url: string;
  readonly base: string;
  /** What to do when nothing answers. */
  readonly away: string;
  /** What to do when somebody else has to ask. */
  readonly unauthorized: string;
}

const api = {
  base: '/api/v1',
  away: 'Start it with "npm start", or set OUTCOMES_URL to where it runs.',
  unauthorized: 'sign in with "outcomes sign-in --email <address>"',
};

/** Sends one request. Throws {@link CliError} in words for the person who waits. */
export type ApiClient = <Answer extends z.ZodType>(request: ApiRequest<Answer>) => Promise<z.output<Answer>>;

const answerWithinMs = 60_000;
const shortestPause = 200;
const longestPause = 3000;

/** A client of the API at an address, or of another service. */
export function createApiClient(of: string | Service): ApiClient {
  const service = typeof of === 'string' ? { ...api, url: of } : of;
  return async (request) => {
    const giveUpAt = performance.now() + request.patienceMs;
    for (let tries = 1; ; tries++) {
      const answered = await attempt(service, request);
      const passing = answered === null || [429, 502, 503, 504].includes(answered.status);
      if (!passing || performance.now() > giveUpAt) {
        if (answered?.position) request.onPosition?.(answered.position);
        return read(service, answered, request);
      }
      await delay(backoffMs(tries, shortestPause, longestPause));
    }
  };
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly position: string | null;
}

/** Null where the server cannot be reached, or breaks off. */
async function attempt({ url, base }: Service, request: ApiRequest<z.ZodType>): Promise<Answered | null> {
  const { method, path, token, body, headers } = request;
  try {
    const response = await fetch(`${url}${base}${path}`, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': body.type }),
      },
      ...(body && { body: body.text }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const position = response.headers.get('x-consistency-token');
    return { status: response.status, text: await response.text(), position };
  } catch {
    return null;
  }
}

function read<Answer extends z.ZodType>(
  { url, away, unauthorized }: Service,
  answered: Answered | null,
  { answer, whole, anonymous, hints = {} }: ApiRequest<Answer>,
): z.output<Answer> {
  if (!answered) {
    throw new CliError(`Product Outcomes does not answer at ${url}. ${away}`);
  }
  const json = parseJson(answered.text);
  if (answered.status < 300) {
    const parsed = answer.safeParse(whole ? json : success.safeParse(json).data?.data);
    if (parsed.success) return parsed.data;
  }
  const refused = failure.safeParse(json);
  if (!refused.success) {
    throw new CliError(
      `What answers at ${url} is not Product Outcomes, or another version (status ${answered.status}).`,
    );
  }
  const { code, message, details, requestId } = refused.data.error;
  const more = details.filter((detail) => detail.message !== message);
  const lines = more.map(
    ({ field, message: why }) => `  ${hints[field] ?? (field === '' ? why : `${field}: ${why}`)}`,
  );
  // Busy servers say what is wrong; of the rest, the log of the product does.
  if (answered.status === 500 && requestId)
    lines.push(`  The log of the product has more: request ${requestId}.`);
  const first = anonymous ? message : sentence(code, message, unauthorized);
  throw new CliError([first, ...lines].map(terminalLine).join('\n'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sentence(code: string, message: string, unauthorized: string): string {
  if (code !== 'UNAUTHORIZED' && code !== 'TOKEN_EXPIRED') return message;
  return `${message}; ${unauthorized}`;
}
