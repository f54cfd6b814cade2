import { StepAnswer } from './types';

/** KServe's words. */
export const NO_MATCH = 'None of the routes matched with the switch condition';
/** KServe's words. */
export const INVALID_RESPONSE = 'invalid response';

const JSON_TYPE = 'application/json';

/** An answer of the graph itself, in the words of KServe's router. */
export function graphError(status: number, cause: string): StepAnswer {
  return {
    status,
    cause,
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
