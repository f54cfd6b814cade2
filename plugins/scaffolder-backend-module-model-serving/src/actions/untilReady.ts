import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotFoundError,
  stringifyError,
} from '@backstage/errors';
import { systemClock } from './clock';
import { ModelServingWaitOptions } from './types';
import { untilInCatalog } from './untilInCatalog';

const POLL_MS = 1_000;
/** A task stream that is silent for a minute goes blank; people want to see something every few seconds. */
const REPEAT_MS = 5_000;

/** What deployments and graphs have in common while somebody waits for them. */
interface Awaited {
  readonly entityRef: string;
  readonly state: { readonly code: string };
}

/** What is waited for, and in which words. */
export interface Wait<T extends Awaited> {
  /** The same as of now; undefined: it is gone. */
  readonly look: () => Promise<T | undefined>;
  /** `deployment` */
  readonly what: string;
  /** `demo/iris` */
  readonly name: string;
  readonly timeoutSeconds: number;
  /** One line for people. */
  readonly progress: (seen: T) => string;
  /** Why it failed, and what may be done. */
  readonly failure: (seen: T) => string;
  /** What is said at the limit, after `<name>` and before the last line of progress. */
  readonly late: string;
  /** What happens after the limit. */
  readonly afterwards: string;
}

/** The step that waits. */
export interface WaitingStep {
  readonly logger: Pick<LoggerService, 'info'>;
  readonly credentials: BackstageCredentials;
  readonly signal?: AbortSignal;
}

/**
 * Resolves with what is waited for once it is ready and in the catalog, and says every few seconds what happens.
 *
 * @throws NotFoundError if it is gone; ConflictError if it failed, is not ready in time, or the task is cancelled
 */
export async function untilReady<T extends Awaited>(
  wait: Wait<T>,
  { logger, credentials, signal }: WaitingStep,
  options: ModelServingWaitOptions,
): Promise<T> {
  const { look, what, name, timeoutSeconds } = wait;
  const clock = options.clock ?? systemClock;
  const deadline = clock.now() + timeoutSeconds * 1000;
  let told = '';
  let toldAt = 0;
  for (;;) {
    const seen = await look();
    if (!seen) {
      throw new NotFoundError(
        `${what} ${name} does not exist any more: somebody deleted it while this task waited.`,
      );
    }
    const line = wait.progress(seen);
    if (line !== told || clock.now() - toldAt >= REPEAT_MS) {
      logger.info(line);
      told = line;
      toldAt = clock.now();
    }
    if (seen.state.code === 'ready') {
      await untilInCatalog(seen.entityRef, credentials, {
        ...options,
        clock,
        signal,
      });
      return seen;
    }
    if (seen.state.code === 'failed')
      throw new ConflictError(wait.failure(seen));
    if (clock.now() >= deadline) {
      throw new ConflictError(
        `${name} ${wait.late} after ${timeoutSeconds} s: ${line}. ${wait.afterwards}`,
      );
    }
    await clock.sleep(POLL_MS, signal).catch(error => {
      throw new ConflictError(
        `waiting was cancelled; the ${what} goes on (${stringifyError(error)})`,
      );
    });
  }
}
