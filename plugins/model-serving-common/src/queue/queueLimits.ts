import { annotations } from '../constants';
import { parseGoDuration } from '../format';
import { GatewayQueue } from '../gateway';
import { InferenceService } from '../resources';

/** What a gateway keeps of all services together bounds it in any case. */
const MAX_DEPTH = 10_000;
const MIN_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 3_600_000;

/**
 * The annotation `greenroom/queue-depth`: how many requests wait at most, in each worker of a gateway, for a first replica or
 * a free slot.
 *
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readQueueDepth(annotation: string): number {
  const text = annotation.trim();
  const depth = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(depth >= 1 && depth <= MAX_DEPTH))
    throw new Error(
      `must be a whole number between 1 and ${MAX_DEPTH}, got "${text}"`,
    );
  return depth;
}

/**
 * The annotation `greenroom/queue-timeout`, in ms: how long a request waits at most, in Go's notation. Never longer than the
 * service's own `timeout`.
 *
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readQueueTimeout(annotation: string): number {
  const text = annotation.trim();
  const ms = parseGoDuration(text);
  if (ms === undefined)
    throw new Error(
      `"${text}" is not a duration; write hours, minutes and seconds, as in 90s or 10m`,
    );
  if (ms < MIN_TIMEOUT_MS || ms > MAX_TIMEOUT_MS)
    throw new Error(`must be between 1s and 1h, got ${text}`);
  return ms;
}

/** What a service says of its queues; what cannot be read is left out. Undefined: nothing. @public */
export function queueLimitsOf({
  metadata: { annotations: notes = {} },
}: InferenceService): GatewayQueue | undefined {
  const depth = readable(notes[annotations.queueDepth], readQueueDepth);
  const deadlineMs = readable(
    notes[annotations.queueTimeout],
    readQueueTimeout,
  );
  if (depth === undefined && deadlineMs === undefined) return undefined;
  return {
    ...(depth === undefined ? {} : { depth }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
}

function readable(
  annotation: string | undefined,
  read: (annotation: string) => number,
): number | undefined {
  if (annotation === undefined) return undefined;
  try {
    return read(annotation);
  } catch {
    return undefined;
  }
}
