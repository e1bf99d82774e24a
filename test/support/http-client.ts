import type { Express } from 'express';
import request from 'supertest';
import type { WireAnswer } from './openapi-check.ts';

/** What a test sends. */
export interface Sent {
  readonly token?: string;
  /** An object goes as JSON, text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpAnswer extends WireAnswer {
  /** Parsed JSON of the body. */
  readonly body: unknown;
  /** Value at a dotted path of the body, such as `data.events.0.type`. */
  at(path: string): unknown;
  /** The same, which must be text. */
  textAt(path: string): string;
  header(name: string): string | undefined;
}

export type Send = (method: string, path: string, sent?: Sent) => Promise<HttpAnswer>;

/** Sends requests to an app or an address, and has every answer checked before the test sees it. */
export function httpClient(
  app: Express | string,
  check: (method: string, url: string, answer: WireAnswer) => void,
): Send {
  const agent = request(app);
  return async (method, path, { token, body, headers = {} } = {}) => {
    let call = agent[method.toLowerCase() as 'get'](path);
    if (token !== undefined) call = call.set('Authorization', `Bearer ${token}`);
    if (body !== undefined) call = call.set('Content-Type', 'application/json');
    call = call.set(headers).buffer(true).redirects(0);
    if (body !== undefined) call = call.send(typeof body === 'string' ? body : JSON.stringify(body));
    const answer = await call;
    const text = answer.text ?? '';
    const isJson = String(answer.headers['content-type']).includes('json');
    const parsed: unknown = text !== '' && isJson ? JSON.parse(text) : undefined;
    const headersReceived = answer.headers as Record<string, string | undefined>;
    check(method, path, { status: answer.status, headers: headersReceived, text });
    return {
      status: answer.status,
      headers: headersReceived,
      text,
      body: parsed,
      at: (at) => valueAt(parsed, at),
      textAt(at) {
        const value = valueAt(parsed, at);
        if (typeof value !== 'string') throw new Error(`no text at ${at} of ${text}`);
        return value;
      },
      header: (name) => headersReceived[name.toLowerCase()],
    };
  };
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  }, value);
}
