import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { DomainError } from '../core/domain-error.ts';
import { checkJson } from './check-json.ts';
import { invalid } from './errors.ts';

const jsonType = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i;

/**
 * The request's JSON, undefined where it has no body. Throws VALIDATION_FAILED, PAYLOAD_TOO_LARGE (more than `limit`
 * bytes) and UNSUPPORTED_MEDIA_TYPE; compressed bodies are not taken, so none can be a bomb.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<unknown> {
  const length = req.headers['content-length'];
  if (req.headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;

  const type = req.headers['content-type'] ?? '';
  if (!jsonType.test(type))
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json in UTF-8');
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'the body must not be compressed');

  const bytes = await read(req, length, limit);
  if (bytes.length === 0) return;
  if (!isUtf8(bytes)) throw invalid('', 'the body is not UTF-8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString());
  } catch {
    throw invalid('', 'the body is not JSON');
  }
  return checkJson(parsed);
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
