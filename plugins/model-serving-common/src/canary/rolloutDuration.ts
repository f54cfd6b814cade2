import { parseGoDuration } from '../format';

/**
 * The annotation `serving.knative.dev/rollout-duration` in ms: how long a new revision takes to get all traffic. Go's
 * notation, whole seconds, as Knative has it.
 *
 * @returns 0: at once
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readRolloutDuration(annotation: string | undefined): number {
  const text = annotation?.trim() ?? '';
  if (text === '') return 0;
  const ms = parseGoDuration(text);
  if (ms === undefined) {
    throw new Error(
      `"${text}" is not a duration; write hours, minutes and seconds, as in 90s or 1h30m`,
    );
  }
  if (ms < 0) throw new Error(`must not be negative, got ${text}`);
  if (ms % 1_000 !== 0)
    throw new Error(`rolloutDuration=${text} is not at second precision`);
  return ms;
}
