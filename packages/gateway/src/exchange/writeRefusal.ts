import { ServerResponse } from 'node:http';
import { Refusal, refusalBody } from './refusal';

/** Answers in the gateway's own words; returns the bytes of the body. */
export function writeRefusal(
  response: ServerResponse,
  refusal: Refusal,
  details: {
    /** Path after the prefix: decides the shape of the body. */
    readonly path: string;
    readonly requestId: string;
    /** The connection serves no other request. */
    readonly isClosing: boolean;
  },
): number {
  const body = Buffer.from(refusalBody(refusal, details.path));
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'x-request-id',
    details.requestId,
  ];
  if (refusal.retryAfterSeconds !== undefined)
    headers.push('retry-after', String(refusal.retryAfterSeconds));
  if (details.isClosing) headers.push('connection', 'close');
  response.writeHead(refusal.status, headers);
  response.end(body);
  return body.length;
}
