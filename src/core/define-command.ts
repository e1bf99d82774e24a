import type { z } from 'zod';
import type { Actor, DecidedEvent, EventFamily } from './define-events.ts';
import type { StreamDefinition } from './define-stream.ts';

/** Roles of a member, those that may do most first. */
export const roles = ['owner', 'admin', 'manager', 'member', 'viewer', 'analyst', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Who asks, and for which organization. */
export interface Principal {
  readonly organizationId: string;
  readonly actor: Actor;
  /** Role of the actor in the organization; processes have none and are admitted everywhere. */
  readonly role: Role | null;
}

/** Who asks, and under which ids. Made by the edge, the same for every command. */
export interface CommandContext extends Principal {
  readonly requestId: string;
  readonly correlationId: string;
  /** Id of what caused the command: an event, or the request. */
  readonly causationId: string;
}

/** What `decide` may know besides the state and the input. */
export interface DecideContext<Facts> extends CommandContext {
  /** Moment of the decision, ISO-8601 UTC. */
  readonly now: string;
  /** Id of this command, a UUID. Stable over retries, so ids derived from it repeat nothing. */
  readonly commandId: string;
  /** What `prepare` found. */
  readonly facts: Facts;
}

/** What `prepare` may ask about the rest of the world. */
export interface FactReader {
  /**
   * Folded state of another stream: null where it does not exist or belongs to another organization.
   * At most one second old when another process wrote to it last.
   */
  state<State>(stream: StreamDefinition<State>, id: string): Promise<State | null>;
  /** Rows of a read model of this organization, after it has caught up with the head of the log. */
  rows<Row extends z.ZodObject>(query: {
    table: string;
    where: Record<string, string>;
    row: Row;
  }): Promise<z.output<Row>[]>;
}

/** Where a command stands in the REST API. Path parameters (`:objectiveId`) are fields of the input. */
export interface CommandRoute {
  readonly method: 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /**
   * Path of what the command makes on a stream that is there; its parameters are fields of the first event.
   */
  readonly creates?: string;
}

/** One command. The defaults are what a registry of all commands holds. */
export interface CommandDefinition<
  Type extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  State = unknown,
  Family extends EventFamily = EventFamily,
  Facts = unknown,
> {
  readonly type: Type;
  /** One sentence for the API documentation. */
  readonly summary: string;
  readonly stream: StreamDefinition<State, Family>;
  /** Strict schema of the input; the id of the target stream is one of its fields. */
  readonly input: Input;
  /** Field of the input that is the id of the target stream. */
  readonly target: keyof z.output<Input> & string;
  /**
   * What the stream must be: `new`, not there yet (its id is made by the server); `existing`, the default,
   * else NOT_FOUND; `any`.
   */
  readonly expects?: 'new' | 'existing' | 'any';
  /**
   * Routes; a command without any is internal: processes and the identity service issue it, clients cannot.
   */
  readonly routes?: readonly CommandRoute[];
  /** Roles that may always issue it. */
  readonly roles?: readonly Role[];
  /** Resource rule: admits an actor whose role alone does not, e.g. an owner of the objective. */
  admits?(state: State, actor: Actor, input: z.output<Input>): boolean;
  /** Facts from outside the stream. `state` is the one that `decide` gets. */
  prepare?(input: z.output<Input>, read: FactReader, context: CommandContext, state: State): Promise<Facts>;
  /** Pure and synchronous. Throws DomainError to refuse; no events means there is nothing to do. */
  decide(
    state: State,
    input: z.output<Input>,
    context: DecideContext<Facts>,
  ): readonly DecidedEvent<Family>[];
}

/** Defines a command: what may be asked, by whom, of which stream, and what follows. */
export function defineCommand<
  const Type extends string,
  Input extends z.ZodObject,
  State,
  Family extends EventFamily,
  Facts = undefined,
>(
  definition: CommandDefinition<Type, Input, State, Family, Facts>,
): CommandDefinition<Type, Input, State, Family, Facts> {
  return definition;
}
