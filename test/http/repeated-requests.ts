import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { OpenApiDocument } from '../../src/http/openapi/openapi-document.ts';
import type { HttpAnswer } from '../support/http-client.ts';

/** Whether the document says that an operation, such as `POST /api/v1/cycles`, takes an Idempotency-Key. */
export function takesKey({ paths }: OpenApiDocument, method: string, path: string): boolean {
  const { parameters } = paths[path]?.[method.toLowerCase()] ?? {};
  return JSON.stringify(parameters ?? []).includes('#/components/parameters/IdempotencyKey');
}

/** A header with a key that nobody has used. */
export const newKey = () => ({ 'Idempotency-Key': randomUUID() });

/** Headers that belong to one exchange, or to one connection. */
const ofOneExchange = ['x-request-id', 'x-correlation-id', 'date', 'connection', 'keep-alive'];

/** Expects the first answer again, byte by byte but for the ids of the request. */
export function expectSameAnswer(first: HttpAnswer, again: HttpAnswer): void {
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  const replayed = { ...shared(first.headers), 'idempotency-replayed': 'true' };
  expect([again.status, shared(again.headers)]).toEqual([first.status, replayed]);
  expect(bytes(again)).toBe(bytes(first));
}

function shared(headers: HttpAnswer['headers']) {
  // Results of many commands tell one by one that they are replayed, which lengthens the body.
  const others = [...ofOneExchange, 'content-length'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !others.includes(name)));
}

function bytes({ text, textAt }: HttpAnswer): string {
  return text.replaceAll(textAt('meta.requestId'), '').replaceAll(',"replayed":true', '');
}
