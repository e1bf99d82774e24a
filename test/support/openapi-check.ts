import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../../src/http/openapi/openapi-document.ts';

/** An answer of the API as it went over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Holds answers against the document: `check(method, url, answer)` throws with everything in the answer that
 * is not documented: operation, status, media type, body, headers. Answers without an operation (404, 405)
 * only have to be an error of the usual form.
 */
export function openApiCheck(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi', undefined, false);
  const validators = new Map<string, ValidateFunction>();
  const templates = Object.keys(document.paths).map((path) => ({ path, pattern: toPattern(path) }));
  // A path with more fixed segments is the better match: /commands/{type} and /commands/DefineCycle.
  templates.sort((a, b) => a.path.split('{').length - b.path.split('{').length);

  const validate = (pointer: string, value: unknown): string[] => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
    validators.set(pointer, known);
    return known(value) ? [] : (known.errors ?? []).map((e) => `${e.instancePath || '/'} ${e.message}`);
  };

  const follow = (pointer: string): { pointer: string; value: Json } => {
    const value = at(document, pointer);
    const target = value?.$ref;
    if (typeof target === 'string') return follow(target.slice(1));
    if (!value) throw new Error(`the document has nothing at ${pointer}`);
    return { pointer, value };
  };

  return function check(method: string, url: string, answer: WireAnswer): void {
    const path = url.split('?')[0] ?? '';
    const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
    const found = templates.find(({ path: template, pattern }) => {
      return pattern.test(path) && document.paths[template]?.[verb] !== undefined;
    });
    const undocumented = answer.status === 404 || answer.status === 405 || answer.status === 400;
    if (!found && !undocumented) throw new Error(`${method} ${path} is not documented`);
    const pointer = found
      ? `/paths/${escaped(found.path)}/${verb}/responses/${answer.status}`
      : `/components/responses/Error${answer.status}`;
    const response = follow(pointer);

    const problems: string[] = [];
    for (const name of Object.keys(object(response.value.headers))) {
      const header = follow(`${response.pointer}/headers/${escaped(name)}`);
      const value = answer.headers[name.toLowerCase()];
      if (value === undefined && header.value.required === true) problems.push(`header ${name} is missing`);
      if (typeof value === 'string') {
        const asNumber = object(header.value.schema).type === 'integer' ? Number(value) : value;
        problems.push(...validate(`${header.pointer}/schema`, asNumber).map((p) => `header ${name}: ${p}`));
      }
    }
    const content = object(response.value.content);
    const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
    if (answer.text === '') {
      if (Object.keys(content).length > 0 && method.toLowerCase() !== 'head') problems.push('no body');
    } else if (!content[type]) {
      problems.push(`media type ${type} is not documented`);
    } else if (type.endsWith('json')) {
      const schema = `${response.pointer}/content/${escaped(type)}/schema`;
      problems.push(...validate(schema, JSON.parse(answer.text)));
    }
    if (problems.length > 0)
      throw new Error(
        `${method} ${path} ${answer.status} is not as documented:\n${problems.join('\n')}\n${answer.text.slice(0, 2000)}`,
      );
  };
}

function at(document: unknown, pointer: string): Json | undefined {
  let value: unknown = document;
  for (const key of pointer.split('/').slice(1)) {
    value = object(value)[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** A key as part of a JSON pointer in a URI fragment. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}
