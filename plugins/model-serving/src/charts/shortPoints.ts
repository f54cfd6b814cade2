import { formatDuration } from '@greenroom/backstage-plugin-model-serving-common';

/** Of how much time a point speaks, to be put behind its moment; empty: of all of its step. */
export type OverOf = (at: number) => string;

/** `, over 10 s`, for points of which only a part was measured: `[ms since epoch, seconds]`. */
export function spansOf(
  shortPoints: readonly (readonly [number, number])[] = [],
): OverOf {
  const seconds = new Map(shortPoints);
  return at => {
    const own = seconds.get(at);
    return own === undefined ? '' : `, over ${formatDuration(own * 1000)}`;
  };
}
