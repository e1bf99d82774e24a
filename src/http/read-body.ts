import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { DomainError } from '../core/domain-error.ts';
import { checkJson } from './check-json.ts';
import type { TextBody } from './endpoint.ts';
import { invalid } from './errors.ts';

/** A Content-Type of this media type, in UTF-8. */
const contentType = (type: string) =>
  new RegExp(String.raw`^${type}\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$`, 'i');

const json = { type: 'application/json', pattern: contentType('application/json') };

/**
 * The request's JSON, undefined where it has no body. Throws VALIDATION_FAILED, PAYLOAD_TOO_LARGE (more than
 * `limit` bytes) and UNSUPPORTED_MEDIA_TYPE; compressed bodies are not taken, so none can be a bomb.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<unknown> {
  const text = await readUtf8(req, limit, json);
  if (text === undefined) return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid('', 'the body is not JSON');
  }
  return checkJson(parsed);
}

/** The request's text, undefined where it has no body. Throws like `readBody`. */
export async function readText(req: IncomingMessage, { type, limit }: TextBody): Promise<string | undefined> {
  return readUtf8(req, limit, { type, pattern: contentType(type) });
}

async function readUtf8(
  req: IncomingMessage,
  limit: number,
  { type, pattern }: { type: string; pattern: RegExp },
): Promise<string | undefined> {
  const length = req.headers['content-length'];
  if (req.headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;

  if (!pattern.test(req.headers['content-type'] ?? ''))
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `the body must be ${type} in UTF-8`);
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'the body must not be compressed');

  const bytes = await read(req, length, limit);
  if (bytes.length === 0) return;
  if (!isUtf8(bytes)) throw invalid('', 'the body is not UTF-8');
  return bytes.toString();
}

async function read(req: IncomingMessage, length: string | undefined, limit: number): Promise<Buffer> {
  try {
    return await getRawBody(req, { length: length ?? null, limit });
  } catch (error) {
    const tooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
    if (tooLarge) throw new DomainError('PAYLOAD_TOO_LARGE', `the body may have at most ${limit} bytes`);
    throw invalid('', 'the body broke off');
  }
}
