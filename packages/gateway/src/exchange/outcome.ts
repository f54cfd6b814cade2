import { OutboundAnswer } from '../inbound';
import { Outcome } from '../traffic';

/** How an answer that is over counts. */
export function outcomeOf(
  answer: OutboundAnswer,
  wasAborted: boolean,
): Outcome {
  if (wasAborted) return 'server';
  // The client left before it had all: what others count as 499.
  if (!answer.isFinished) return 'client';
  if (answer.status < 400) return 'ok';
  return answer.status < 500 ? 'client' : 'server';
}

/** The status that it is written down with; 499: the client left before it had all. */
export function statusOf(answer: OutboundAnswer, wasAborted: boolean): number {
  return answer.isFinished || wasAborted ? answer.status : 499;
}
