import { InboundRequest } from '../inbound';
import { Refusal, refusals } from './refusal';
import { SortedHeaders } from './requestHeaders';
import { ExchangeLimits } from './types';

/** At this pace even a large piece of an answer must leave. */
const slowestBytesPerMs = 16;

/** Why a request goes no further, by its head alone; undefined: it may. */
export function headRefusal(
  { isUpgrade }: InboundRequest,
  { refusal, asksForWebSocket }: SortedHeaders,
): Refusal | undefined {
  if (refusal) return refusal;
  return asksForWebSocket && !isUpgrade ? refusals.upgrade : undefined;
}

/**
 * What is said when the time for an answer is over: the client is late, not the replica, where its body is read, is
 * incomplete, and nothing holds it back.
 */
export function whoIsLate(
  { isComplete, isPaused }: InboundRequest,
  isReading: boolean,
): Refusal {
  return isReading && !isComplete && !isPaused
    ? refusals.bodyTimeout
    : refusals.upstreamTimeout;
}

/** How long a client may take for a piece of an answer, in ms. */
export function timeToTake(
  pieceBytes: number,
  { clientStallMs }: ExchangeLimits,
): number {
  return Math.max(clientStallMs, pieceBytes / slowestBytesPerMs);
}
