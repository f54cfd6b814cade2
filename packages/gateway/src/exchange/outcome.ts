import { ServerResponse } from 'node:http';
import { Outcome } from '../traffic';

/** How an answer that is over counts. */
export function outcomeOf(
  response: ServerResponse,
  wasAborted: boolean,
): Outcome {
  if (wasAborted) return 'server';
  // The client left before it had all: what others count as 499.
  if (!response.writableFinished) return 'client';
  if (response.statusCode < 400) return 'ok';
  return response.statusCode < 500 ? 'client' : 'server';
}
