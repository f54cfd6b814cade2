import { setTimeout as delay } from 'node:timers/promises';

/** Time as the actions see it. @public */
export interface Clock {
  /** ms since epoch */
  now(): number;
  /** @throws an AbortError when the signal aborts */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
