import { OutboundAnswer } from '../inbound';
import { Outcome } from '../traffic';
import { Refusal } from './refusal';

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

/** Why the gateway itself answered, or broke off. */
export type Cause = Pick<Refusal, 'reason' | 'counted'>;

/** Causes of answers that break off, or that nobody takes. */
export const causes = {
  clientStalled: { reason: 'ClientStalled' },
  streamIdle: { reason: 'StreamIdle' },
  streamTimeout: { reason: 'StreamTimeout' },
} as const satisfies Record<string, Cause>;

/** What an answer is counted under beside its class; undefined: good or bad, it is the replica's. */
export function countedCause(
  answer: OutboundAnswer,
  wasAborted: boolean,
  cause: Cause | undefined,
): string | undefined {
  if (cause) return cause.counted ?? cause.reason;
  return answer.isFinished || wasAborted ? undefined : 'ClientLeft';
}

/** The status that it is written down with; 499: the client left before it had all. */
export function statusOf(answer: OutboundAnswer, wasAborted: boolean): number {
  return answer.isFinished || wasAborted ? answer.status : 499;
}
