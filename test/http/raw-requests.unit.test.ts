import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpServer } from '../../src/http/create-http-server.ts';
import type { RequestObserver } from '../../src/http/request-start.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { waitUntil } from '../support/wait-until.ts';

const token = tokenFor('owner');
const path = '/api/v1/cycles';
/** Time for the head of a request in these tests. */
const headersPatienceMs = 500;
/** Requests that are over, with their ids. */
const over: object[] = [];
const metrics: RequestObserver = {
  requestEnded: ({ status, route, ids }) => over.push({ status, route, ...ids }),
};
const kit = httpKit({
  options: { bodyLimit: 64 * 1024, deadlineMs: 1000 },
  metrics,
});

describe('what does not speak HTTP properly', () => {
  let server: Server;
  beforeAll(async () => {
    server = createHttpServer(kit.app, [metrics], headersPatienceMs).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function raw(text: string): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    let received = '';
    socket.on('data', (chunk: string) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.write(text, 'latin1');
    await once(socket, 'close');
    return received;
  }

  const head = (lines: string[]) =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      'Connection: close',
      `Authorization: Bearer ${token}`,
      ...lines,
    ].join('\r\n');

  test('bytes that are no UTF-8 are 400', async () => {
    const body = '{"name":"\xff\xfe"}';
    const lines = ['Content-Type: application/json', `Content-Length: ${body.length}`, '', body];
    expect(await raw(head(lines))).toMatch(/^HTTP\/1\.1 400 [\s\S]*the body is not UTF-8/);
  });

  test('an endless body ends at the limit', async () => {
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const lines = ['Content-Type: application/json', 'Transfer-Encoding: chunked', '', chunk + chunk];
    expect(await raw(head(lines))).toMatch(/^HTTP\/1\.1 413 [\s\S]*PAYLOAD_TOO_LARGE/);
  });

  test('an announced body over the limit is turned away before it is read', async () => {
    const lines = ['Content-Type: application/json', 'Content-Length: 99999999999', '', '{'];
    expect(await raw(head(lines))).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a request that its client breaks off is reported with its ids', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const ids = { requestId: 'broken-off', correlationId: 'order:7' };
    const lines = [`X-Request-Id: ${ids.requestId}`, `X-Correlation-Id: ${ids.correlationId}`];
    socket.write(head([...lines, 'Content-Type: application/json', 'Content-Length: 9', '', '{']));
    await once(server, 'request');
    socket.destroy();
    await waitUntil(() => over.some((request) => 'status' in request && request.status === 499));
    expect(over).toContainEqual({ status: 499, route: path, ...ids });
  });

  test('a request target in absolute form is served', async () => {
    const request = `GET http://x/api/v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect(await raw(request)).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('a request target that is nothing of the kind is 4xx', async () => {
    expect(await raw('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
  });

  /** Status, headers and error of the last answer on a connection. */
  const refusal = (received: string) => {
    const [head = '', body = ''] = received.slice(received.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n');
    const [line = '', ...headers] = head.split('\r\n');
    return { line, headers: headers.map((header) => header.toLowerCase()), ...JSON.parse(body) };
  };

  const malformed = { line: 'HTTP/1.1 400 Bad Request', code: 'VALIDATION_FAILED' };
  const get = (lines: string[] = []) => ['GET /api/v1/nothing HTTP/1.1', ...lines, '', ''].join('\r\n');
  test.each([
    ['that is no HTTP', '\x16\x03\x01\x00\xa5 secret', malformed],
    ['with a method that there is not', 'SECRET / HTTP/1.1\r\nHost: x\r\n\r\n', malformed],
    ['with a space in its target', 'GET /secret secret HTTP/1.1\r\nHost: x\r\n\r\n', malformed],
    ['with a header that is none', get(['Host: x', 'secret']), malformed],
    ['with two lengths', get(['Host: x', 'Content-Length: 1', 'Content-Length: 2']), malformed],
    ['without a host', get(['Connection: close']), malformed],
    [
      'with too large headers',
      get(['Host: x', `X-Secret: ${'secret'.repeat(20_000)}`]),
      { line: 'HTTP/1.1 431 Request Header Fields Too Large', code: 'HEADERS_TOO_LARGE' },
    ],
    [
      'whose head does not come to an end',
      'GET / HTTP/1.1\r\nX-Secret: secret',
      { line: 'HTTP/1.1 408 Request Timeout', code: 'REQUEST_TIMEOUT' },
    ],
    [
      'whose body does not come to an end',
      head(['Content-Type: application/json', 'Content-Length: 9', '', '"secret']),
      { line: 'HTTP/1.1 408 Request Timeout', code: 'REQUEST_TIMEOUT' },
    ],
    [
      'whose body is cut into no chunks',
      head(['Content-Type: application/json', 'Transfer-Encoding: chunked', '', 'secret\r\n']),
      malformed,
    ],
  ])(
    'a request %s is refused like any other, and nothing of it is told or kept',
    async (_, text, expected) => {
      over.length = 0;
      kit.lines.length = 0;
      const received = await raw(text);
      expect(received.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
      const { line, headers, error } = refusal(received);
      expect([line, error.code]).toEqual([expected.line, expected.code]);
      expect(headers).toEqual(
        expect.arrayContaining([
          'content-type: application/json; charset=utf-8',
          'connection: close',
          'cache-control: no-store',
          `x-request-id: ${error.requestId}`,
        ]),
      );
      const status = Number(line.split(' ')[1]);
      await waitUntil(() => over.length > 0);
      expect(over).toContainEqual(expect.objectContaining({ status, requestId: error.requestId }));
      expect(JSON.stringify([over, kit.lines, error]).toLowerCase()).not.toContain('secret');
    },
  );

  test('a request that cannot be read is refused after the ones before it are answered', async () => {
    const received = await raw(`${get(['Host: x'])}${get(['Host: x'])}nonsense\r\n\r\n`);
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 404', 'HTTP/1.1 400']);
    expect(refusal(received).error.message).toBe('the request is not valid: it cannot be read as HTTP/1.1');
  });

  test('an expectation that nobody knows is no reason to refuse', async () => {
    expect(refusal(await raw(get(['Host: x', 'Expect: wonders', 'Connection: close']))).line).toMatch(/404/);
  });
});
