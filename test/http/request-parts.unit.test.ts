import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../src/core/domain-error.ts';
import { checkJson } from '../../src/http/check-json.ts';
import { entityTag } from '../../src/http/entity-tag.ts';
import { freshnessOptions } from '../../src/http/freshness-options.ts';
import { listRequest } from '../../src/http/list-request.ts';
import { pageLinks } from '../../src/http/page-links.ts';
import { noneMatch } from '../../src/http/preconditions.ts';
import { queryString } from '../../src/http/query-string.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof DomainError ? error.code : `not a DomainError: ${error}`;
  }
}

describe('the query string', () => {
  test('is what URLSearchParams makes of it', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'grapheme' })), { selector: ([n]) => n }),
        (pairs) => {
          const text = new URLSearchParams(pairs).toString();
          fc.pre(!/\0/.test(JSON.stringify(pairs)) && !/__proto__|constructor|prototype/.test(text));
          fc.pre(!pairs.flat().join('').includes('\0'));
          expect([...queryString(`/path?${text}`)]).toEqual(pairs);
        },
      ),
    );
  });

  test('answers anything with parameters or a VALIDATION_FAILED', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const code = codeOf(() => queryString(`/path?${text}`));
        expect(['nothing thrown', 'VALIDATION_FAILED']).toContain(code);
      }),
    );
  });

  test.each([['/path'], ['/path?'], ['/path?&&']])('of %s is empty', (url) => {
    expect(queryString(url).size).toBe(0);
  });
});

describe('JSON of the outside', () => {
  test('passes as it is, or is VALIDATION_FAILED', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const code = codeOf(() => expect(checkJson(value)).toBe(value));
        expect(['nothing thrown', 'VALIDATION_FAILED']).toContain(code);
      }),
    );
  });

  test.each([
    [{ a: [{ b: 'x\0' }] }, 'a.0.b'],
    [{ a: [{ b: '\ud800' }] }, 'a.0.b'],
    [JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__'],
    [{ a: { prototype: 1 } }, 'a.prototype'],
  ])('is refused at the place that is wrong: %j', (value, field) => {
    expect(() => checkJson(value)).toThrow(
      expect.objectContaining({ details: [{ field, message: expect.any(String) }] }),
    );
  });
});

describe('a list', () => {
  const ask = (query: string) => listRequest({ id: '7' }, queryString(`/x?${query}`));

  test('sorts out filter, sort, page and its own parameters', () => {
    const query = 'filter[a]=1&filter[b][gt]=2&filter[b][lt]=3&filter[c][in]=4,5&sort=a:asc&limit=9&own=6';
    expect(ask(query)).toEqual({
      params: { id: '7', own: '6' },
      filter: { a: '1', b: { gt: '2', lt: '3' }, c: { in: '4,5' } },
      sort: 'a:asc',
      limit: '9',
    });
    expect(ask('filter[a]=1&filter[a][ne]=2').filter).toEqual({ a: { eq: '1', ne: '2' } });
  });

  test.each(['filter[a]=1&filter[a][eq]=2', 'filter[a][eq]=1&filter[a]=2', 'id=8'])('refuses %s', (query) => {
    expect(codeOf(() => ask(query))).toBe('VALIDATION_FAILED');
  });

  test('links to its neighbours with everything else kept', () => {
    const cursors = { limit: 2, nextCursor: 'n/=', prevCursor: null };
    expect(pageLinks('/x?sort=a:asc&cursor=old&limit=2', cursors)).toEqual({
      self: '/x?sort=a:asc&cursor=old&limit=2',
      next: '/x?sort=a:asc&limit=2&cursor=n%2F%3D',
    });
    expect(pageLinks('/x', { limit: 2, nextCursor: null, prevCursor: 'p' })).toEqual({
      self: '/x',
      prev: '/x?cursor=p',
    });
    const links = (page: number) =>
      pageLinks(`/x?page=${page}&perPage=5`, { page, perPage: 5, total: 12, pages: 3 });
    expect(links(1)).toEqual({ self: '/x?page=1&perPage=5', next: '/x?perPage=5&page=2' });
    expect(links(2)).toMatchObject({ prev: '/x?perPage=5&page=1', next: '/x?perPage=5&page=3' });
    expect(links(3)).toEqual({ self: '/x?page=3&perPage=5', prev: '/x?perPage=5&page=2' });
  });
});

describe('tags', () => {
  test('are strong and tell the revision, or weak', () => {
    expect(entityTag('{}', 3)).toMatch(/^"3-[\w-]{16}"$/);
    expect(entityTag('{}', null)).toMatch(/^W\/"[\w-]{16}"$/);
    expect(entityTag('{"a":1}', 3)).not.toBe(entityTag('{"a":2}', 3));
  });

  test.each([
    ['*', true],
    ['"3-x"', true],
    ['W/"3-x"', true],
    ['"1", "3-x"', true],
    ['"3"', false],
    ['3-x', false],
    [undefined, false],
  ])('If-None-Match %s against "3-x" is %s', (given, expected) => {
    expect(noneMatch(given, '"3-x"')).toBe(expected);
    expect(noneMatch(given, 'W/"3-x"')).toBe(expected);
  });
});

describe('the wish for fresh read models', () => {
  test.each([
    [undefined, 2000],
    ['wait=0', 0],
    ['wait=7', 7000],
    ['respond-async, wait=3', 3000],
    ['Wait = "4"', 4000],
    ['wait=60', 10_000],
    ['respond-async', 2000],
  ])('Prefer: %s waits %i ms', (prefer, waitMs) => {
    expect(freshnessOptions(prefer === undefined ? {} : { prefer })).toEqual({ waitMs });
  });

  test('takes the position that a command answered', () => {
    const position = { commit: 900719925474099267n, prepare: 900719925474099267n };
    expect(freshnessOptions({ 'x-consistency-token': '900719925474099267' }).minPosition).toEqual(position);
  });
});
