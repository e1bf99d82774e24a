import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { waitUntil } from '../support/wait-until.ts';

const token = tokenFor('owner');
const path = '/api/v1/cycles';
/** Requests that are over, with their ids. */
const over: object[] = [];
const kit = httpKit({
  options: { bodyLimit: 64 * 1024 },
  metrics: { requestEnded: ({ status, ids }) => over.push({ status, ...ids }) },
});

describe('what does not speak HTTP properly', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer(kit.app).listen(0, '127.0.0.1');
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
    expect(over).toContainEqual({ status: 499, ...ids });
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
});
