import { StorageError } from '../StorageError';
import { Wait } from './wait';

/** Attempts in a row without any progress. KServe's initializer has the same. */
const attempts = 3;
/** Before the second attempt; doubles for each further one. */
const firstDelayMs = 500;

/**
 * Repeats what fails for a passing reason. An attempt that got somewhere (`hasProgressed`) starts the count again, so a
 * long transfer survives any number of cuts.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  options: {
    readonly signal: AbortSignal;
    readonly wait: Wait;
    readonly hasProgressed?: () => boolean;
  },
): Promise<T> {
  for (let failures = 0; ; ) {
    options.signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      options.signal.throwIfAborted();
      failures = options.hasProgressed?.() ? 1 : failures + 1;
      const mayPass = error instanceof StorageError && error.retryable;
      if (!mayPass || failures >= attempts) throw error;
      await options.wait(firstDelayMs * 2 ** (failures - 1), options.signal);
    }
  }
}
