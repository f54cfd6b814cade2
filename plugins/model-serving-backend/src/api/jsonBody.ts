import { InputError } from '@backstage/errors';
import type { Request, RequestHandler } from 'express';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** A body that is larger than its route takes. The error middleware answers 413. */
export class PayloadTooLargeError extends Error {
  readonly name = 'PayloadTooLargeError';
  readonly statusCode = 413;
}

/**
 * Reads JSON bodies up to a limit, and nothing else: YAML could name a small text a billion times, and so could a
 * compressed body.
 *
 * A longer body is refused as soon as its length is announced or exceeded, and the connection ends with the answer.
 * `express.json` would read the rest first, however long that takes.
 */
export function jsonBody(limitBytes: number): RequestHandler {
  return async (req, res, next) => {
    // Read by a route with a limit of its own
    if (req.body !== undefined) {
      next();
      return;
    }
    try {
      req.body = hasBody(req) ? await readJson(req, limitBytes) : undefined;
    } catch (error) {
      res.setHeader('connection', 'close');
      next(error);
      return;
    }
    next();
  };
}

function hasBody(req: Request): boolean {
  return (
    req.headers['transfer-encoding'] !== undefined ||
    Number(req.headers['content-length'] ?? 0) > 0
  );
}

async function readJson(req: Request, limitBytes: number): Promise<unknown> {
  if (!req.is(JSON_TYPES)) {
    throw new InputError(
      'the body must be JSON with content-type application/json; YAML is not accepted, convert it first',
    );
  }
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new InputError(
      `the body must not be compressed (content-encoding ${encoding})`,
    );
  }
  const text = (await readBytes(req, limitBytes)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message repeats the body, and with it what is secret in it
    throw new InputError('the body is not valid JSON');
  }
}

function readBytes(req: Request, limitBytes: number): Promise<Buffer> {
  const tooLarge = new PayloadTooLargeError(
    `the body is larger than ${limitBytes} bytes: send less; models belong into a bucket, not into a request`,
  );
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) {
    return Promise.reject(tooLarge);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      req.off('data', onData);
      req.pause();
      reject(tooLarge);
    };
    req.on('data', onData);
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
    // After the end this changes nothing any more
    req.on('close', () => reject(new InputError('the body was cut off')));
  });
}
