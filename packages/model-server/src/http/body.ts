import type { IncomingMessage } from 'node:http';
import { InferenceError, invalid } from '../InferenceError';

/**
 * How large a request body may be.
 *
 * @public
 */
export interface BodyLimits {
  /** Bytes of JSON, which is parsed in one piece on the event loop. */
  readonly jsonBytes: number;
  /** Bytes altogether, JSON and binary tensors. */
  readonly bodyBytes: number;
}

/**
 * A body in the parts that the binary tensor extension makes of it.
 *
 * @public
 */
export interface Body {
  readonly json: Buffer;
  /** What follows the JSON; `undefined` when the request does not use the extension. */
  readonly binary?: Buffer;
}

const DECIMAL = /^\d{1,15}$/;

/**
 * Checks what the headers say of a body before a byte of it is read.
 *
 * @returns the length of the JSON part when the binary extension is used
 * @throws InferenceError `tooLarge`, `unsupportedEncoding` or `invalid`
 * @public
 */
export function checkBodyHeaders(
  request: IncomingMessage,
  limits: BodyLimits,
): number | undefined {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new InferenceError(
      'unsupportedEncoding',
      `Content-Encoding '${encoding}' is not supported; send the body as it is.`,
    );
  }
  const declared = Number(headers['content-length'] ?? 0);
  const header = headers['inference-header-content-length'];
  if (header === undefined) {
    assertWithin(declared, Math.min(limits.jsonBytes, limits.bodyBytes));
    return undefined;
  }
  if (typeof header !== 'string' || !DECIMAL.test(header)) {
    throw invalid(
      `Inference-Header-Content-Length must be a number of bytes, it is '${header}'`,
    );
  }
  assertWithin(declared, limits.bodyBytes);
  assertWithin(Number(header), limits.jsonBytes);
  return Number(header);
}

function assertWithin(bytes: number, limit: number): void {
  if (bytes > limit) {
    throw tooLarge(limit);
  }
}

function tooLarge(limit: number): InferenceError {
  return new InferenceError(
    'tooLarge',
    `The request holds more than ${limit} bytes; send large tensors with the binary extension, or in smaller batches.`,
  );
}

/**
 * Reads a whole body, at most as much as the limits allow, and hands it to `done`; or the error that ended it. `done` is
 * called once, or never when the client goes away before the end.
 *
 * Callbacks rather than promises: this is on the path of every prediction.
 *
 * @public
 */
export function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  done: (error: unknown, body?: Body) => void,
): void {
  let jsonLength: number | undefined;
  try {
    jsonLength = checkBodyHeaders(request, limits);
  } catch (error) {
    done(error);
    return;
  }
  const limit =
    jsonLength === undefined
      ? Math.min(limits.jsonBytes, limits.bodyBytes)
      : limits.bodyBytes;
  const chunks: Buffer[] = [];
  let size = 0;
  const onEnd = () => {
    const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
    let body: Body;
    try {
      body = splitBody(whole, jsonLength);
    } catch (error) {
      done(error);
      return;
    }
    done(undefined, body);
  };
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
      return;
    }
    // Chunked, so no header said how much would come. The rest is read and dropped, so that the client sees the answer
    // rather than a reset; the request timeout bounds how long.
    chunks.length = 0;
    request.off('data', onData);
    request.off('end', onEnd);
    request.resume();
    done(tooLarge(limit));
  };
  request.on('data', onData);
  request.on('end', onEnd);
}

function splitBody(whole: Buffer, jsonLength: number | undefined): Body {
  if (jsonLength === undefined) {
    return { json: whole };
  }
  if (jsonLength > whole.length) {
    throw invalid(
      `Inference-Header-Content-Length is ${jsonLength}, the body has only ${whole.length} bytes`,
    );
  }
  return {
    json: whole.subarray(0, jsonLength),
    binary: whole.subarray(jsonLength),
  };
}
