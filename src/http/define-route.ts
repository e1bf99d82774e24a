import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Principal } from '../core/define-command.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { TextBody } from './endpoint.ts';

/** What a hand-written route is given: everything parsed by its schemas, `{}` where it has none. */
interface RouteRequest<Params, Query, Body, Auth extends boolean = boolean> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Who asks; null on a route without authentication. */
  readonly principal: Auth extends true ? Principal : Auth extends false ? null : Principal | null;
  readonly ids: RequestIds;
  readonly headers: IncomingHttpHeaders;
  /** Address of the client. */
  readonly ip: string;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;
type Answered<Schema> = Schema extends z.ZodType ? z.output<Schema> : unknown;

/** Status and headers beside the value, e.g. a cookie or a Location. */
export interface RouteHead {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** What is the same of every route. */
interface RouteBase<
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  AnswerSchema extends z.ZodType | null,
  Auth extends boolean,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`; `:names` are fields of `params`. */
  readonly path: string;
  /** `root`: the path stands below `/`, e.g. `/.well-known/jwks.json`. */
  readonly base?: 'api' | 'root';
  /** Name of the operation in the API document; camelCase and unique. */
  readonly operationId: string;
  /** One sentence for the API documentation. */
  readonly summary: string;
  readonly tags: readonly string[];
  /** Whether a bearer token is needed. */
  readonly auth: Auth;
  /** Strict schemas; what has none must be empty. */
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /**
   * Where the body is not JSON but text: its media type and most bytes. `body` is then the schema of a
   * string.
   */
  readonly textBody?: TextBody;
  /** Schema of `data` in the answer; null where no JSON is answered. */
  readonly answer: AnswerSchema;
  /** `false`: the value is the whole body, as in documents whose form a standard fixes. */
  readonly envelope?: boolean;
  /** Media type of an answer that is not JSON: the handler answers a string, bytes or a stream. */
  readonly contentType?: string;
  /** 200 by default, 204 where nothing is answered. */
  readonly status?: number;
  /** Error statuses of this route besides the usual ones, for the documentation. */
  readonly errors?: readonly number[];
  /** Status and headers that follow from the value, and from what it is about. */
  head?(value: Answered<AnswerSchema>, params: Parsed<Params>): RouteHead;
}

/** A route that works anew for every request. */
interface PlainRoute<
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  AnswerSchema extends z.ZodType | null,
  Auth extends boolean,
> extends RouteBase<Params, Query, Body, AnswerSchema, Auth> {
  readonly idempotent?: false;
  /** Answers the value. Throws DomainError to refuse. */
  handle(
    request: RouteRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>, Auth>,
  ): Promise<Answered<AnswerSchema>> | Answered<AnswerSchema>;
}

/** A route that takes an Idempotency-Key. */
interface IdempotentRoute<
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  AnswerSchema extends z.ZodType | null,
  Auth extends boolean,
> extends RouteBase<Params, Query, Body, AnswerSchema, Auth> {
  readonly idempotent: true;
  /** Answers the value, and whether it was the answer to an earlier request. Throws DomainError to refuse. */
  handle(
    request: RouteRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>, Auth> & {
      /** Undefined where the client sent none. */
      readonly idempotencyKey: string | undefined;
    },
  ): Promise<{ readonly value: Answered<AnswerSchema>; readonly replayed: boolean }>;
}

/** A route that is neither a command nor a query. The defaults are what a registry holds. */
export type RouteDefinition<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  AnswerSchema extends z.ZodType | null = z.ZodType | null,
  Auth extends boolean = boolean,
> =
  | PlainRoute<Params, Query, Body, AnswerSchema, Auth>
  | IdempotentRoute<Params, Query, Body, AnswerSchema, Auth>;

/** Defines a hand-written route; it is mounted, checked and documented like commands and queries. */
export function defineRoute<
  const Auth extends boolean,
  AnswerSchema extends z.ZodType | null,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  definition: RouteDefinition<Params, Query, Body, AnswerSchema, Auth>,
): RouteDefinition<Params, Query, Body, AnswerSchema, Auth> {
  return definition;
}
