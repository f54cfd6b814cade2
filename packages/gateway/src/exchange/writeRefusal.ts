import { OutboundAnswer } from '../inbound';
import { Refusal, refusalBody } from './refusal';

/** Answers in the gateway's own words. The path after the prefix decides the shape of the body. */
export function writeRefusal(
  answer: OutboundAnswer,
  refusal: Refusal,
  path: string,
  requestId: string,
): void {
  const body = Buffer.from(refusalBody(refusal, path));
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'x-request-id',
    requestId,
  ];
  if (refusal.retryAfterSeconds !== undefined)
    headers.push('retry-after', String(refusal.retryAfterSeconds));
  if (refusal.challenge !== undefined)
    headers.push('www-authenticate', refusal.challenge);
  answer.head(refusal.status, headers, body.length);
  answer.data(body);
  answer.end([]);
}
