import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Principal } from '../core/define-command.ts';
import type { RequestIds } from '../core/request-ids.ts';

/** A request once it is authenticated and its body is read; nothing in it has been checked by a schema. */
export interface EdgeRequest {
  readonly method: string;
  /** Path and query string as the client sent them. */
  readonly url: string;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text of a `textBody`; undefined without a body. */
  readonly body: unknown;
  /** Null on endpoints without authentication. */
  readonly principal: Principal | null;
  readonly ids: RequestIds;
  /** Address of the client, behind trusted proxies too. */
  readonly ip: string;
  /** When the request's deadline passes, in the milliseconds of `performance.now()`. */
  readonly endsAt: number;
}

/** What is sent back. The one wrapper that touches the response sends it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is; JSON unless the headers say otherwise. */
  readonly body?: string | Uint8Array | Readable;
}

/** A body that is taken as UTF-8 text. */
export interface TextBody {
  /** Media type, such as text/csv. */
  readonly type: string;
  /** Most bytes. */
  readonly limit: number;
}

/** One method of one path. Everything the edge serves under `/api/v1` is a list of these. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Whole path; `:names` are parameters. */
  readonly path: string;
  readonly auth: boolean;
  /** Media type of the answer, application/json by default. */
  readonly produces?: string;
  /** JSON by default. */
  readonly textBody?: TextBody;
  /** Headers of every answer, refusals too. */
  readonly headers?: Readonly<Record<string, string>>;
  handle(request: EdgeRequest): Promise<Answer>;
}

/** Methods as definitions write them, as HTTP does. */
export const httpMethod = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
} as const;
