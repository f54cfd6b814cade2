import { grpcMessage, grpcStatusOf } from '../grpc';
import { OutboundAnswer } from '../inbound';
import { Refusal, refusalBody } from './refusal';

/**
 * Answers in the gateway's own words. The path after the prefix decides the shape of the body; a gRPC call is answered by
 * a head alone.
 */
export function writeRefusal(
  answer: OutboundAnswer,
  refusal: Refusal,
  path: string,
  requestId: string,
  isGrpc = false,
): void {
  if (isGrpc) {
    writeGrpcRefusal(answer, refusal, requestId);
    return;
  }
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
  if (refusal.allow !== undefined) headers.push('allow', refusal.allow);
  answer.head(refusal.status, headers, body.length);
  answer.data(body);
  answer.end([]);
}

function writeGrpcRefusal(
  answer: OutboundAnswer,
  { status, reason, message, retryAfterSeconds, challenge }: Refusal,
  requestId: string,
): void {
  const headers = [
    'content-type',
    'application/grpc',
    'grpc-status',
    String(grpcStatusOf(status)),
    'grpc-message',
    grpcMessage(message),
    'x-greenroom-reason',
    reason,
    'x-request-id',
    requestId,
  ];
  if (retryAfterSeconds !== undefined)
    headers.push('retry-after', String(retryAfterSeconds));
  if (challenge !== undefined) headers.push('www-authenticate', challenge);
  answer.head(200, headers, undefined);
  answer.end([]);
}
