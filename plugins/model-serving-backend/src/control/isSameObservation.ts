import { semanticEqual } from '@greenroom/backstage-plugin-model-serving-common';

/** Times of looking, not of what was seen. */
const LOOKING = 'observedAt';

/** Whether two observations tell people the same; when each was made does not count. */
export function isSameObservation(a: unknown, b: unknown): boolean {
  return semanticEqual(timeless(a), timeless(b));
}

function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === LOOKING ? undefined : inner,
    ),
  );
}
