import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Answer } from './endpoint.ts';

/**
 * Sends an answer: the only place that writes to a response. A stream that breaks off breaks the connection.
 */
export async function send(res: Response, { status, headers, body }: Answer): Promise<void> {
  res.statusCode = status;
  if (body !== undefined) res.setHeader('Content-Type', 'application/json; charset=utf-8');
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) res.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  if (body instanceof Readable) {
    if (res.req.method === 'HEAD') {
      body.destroy();
      res.end();
    } else {
      await pipeline(body, res);
    }
    return;
  }
  if (body === undefined) res.end();
  else {
    res.setHeader('Content-Length', Buffer.byteLength(body));
    res.end(body);
  }
}
