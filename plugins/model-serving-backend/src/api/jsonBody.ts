import { InputError } from '@backstage/errors';
import express, {
  type ErrorRequestHandler,
  type RequestHandler,
} from 'express';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** A body that is larger than its route takes. The error middleware answers 413. */
export class PayloadTooLargeError extends Error {
  readonly name = 'PayloadTooLargeError';
  readonly statusCode = 413;
}

/**
 * Reads JSON bodies up to a limit and nothing else: YAML could name a small text a billion times.
 * A longer body is refused as soon as its length is announced or exceeded, whatever comes after.
 */
export function jsonBody(
  limit: string,
): (RequestHandler | ErrorRequestHandler)[] {
  return [
    refuseOtherTypes,
    express.json({ limit, type: JSON_TYPES }),
    explainFailure(limit),
  ];
}

const refuseOtherTypes: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined ||
    Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && !req.is(JSON_TYPES)) {
    next(
      new InputError(
        'the body must be JSON with content-type application/json; YAML is not accepted, convert it first',
      ),
    );
    return;
  }
  next();
};

function explainFailure(limit: string): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (error.type === 'entity.too.large') {
      // The rest is not read: the connection cannot be used again
      res.setHeader('connection', 'close');
      next(
        new PayloadTooLargeError(
          `the body is larger than ${limit}: send less; models belong into a bucket, not into a request`,
        ),
      );
    } else if (error.type === 'entity.parse.failed') {
      // The parser's own message repeats the body, and with it what is secret in it
      next(new InputError('the body is not valid JSON'));
    } else {
      next(error);
    }
  };
}
