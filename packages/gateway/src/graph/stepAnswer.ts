import { StepAnswer } from './types';

/** KServe's words. */
export const NO_MATCH = 'None of the routes matched with the switch condition';
/** KServe's words. */
export const INVALID_RESPONSE = 'invalid response';

const JSON_TYPE = 'application/json';

/** Why a graph itself answers, where it is not that one of its calls failed: for the metrics. */
export type GraphReason =
  | 'NoMatch'
  | 'InvalidStepAnswer'
  | 'NoStepData'
  | 'TooManySteps';

/**
 * An answer of the graph itself, in the words of KServe's router.
 * @param reason - what it is counted under: a {@link GraphReason}, or that of the call that failed
 */
export function graphError(
  status: number,
  cause: string,
  reason: string | undefined,
): StepAnswer {
  return {
    status,
    cause,
    reason,
    contentType: JSON_TYPE,
    body: Buffer.from(
      JSON.stringify({ error: 'Failed to process request', cause }),
    ),
  };
}

/** An answer in JSON that the graph puts together. */
export function jsonAnswer(status: number, body: Buffer): StepAnswer {
  return { status, body, contentType: JSON_TYPE };
}

/** 2xx */
export function isSuccess({ status }: StepAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Could not be reached, or in time, or is not ready: what another try may change. */
export function isWorthRetrying({ status }: StepAnswer): boolean {
  return status === 502 || status === 503 || status === 504;
}
