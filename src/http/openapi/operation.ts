import type { JsonSchema } from './json-schema.ts';

/** One operation of the document. */
export interface Operation {
  readonly method: string;
  /** Path with `{names}`. */
  readonly path: string;
  readonly operation: JsonSchema;
}

/** `/objectives/:objectiveId` → `/objectives/{objectiveId}`. */
export function documentedPath(path: string): string {
  return path.replace(/:([A-Za-z0-9_]+)/g, '{$1}');
}

/** What the operations of one resource are listed under: `/key-results/…` → `key-results`. */
export function tagOf(route: string): string {
  return route.split('/')[1] ?? '';
}

/** Path parameters, each with its schema. */
export function pathParameterObjects(
  names: readonly string[],
  properties: Readonly<Record<string, JsonSchema>>,
): JsonSchema[] {
  return names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }));
}

/** `DraftObjective` → `draftObjective`. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
