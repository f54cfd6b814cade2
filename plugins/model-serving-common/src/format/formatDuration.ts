import { isAmount, rounded, UNKNOWN } from './formatNumber';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A duration in ms for people: `0.42 ms`, `37 ms`, `1.24 s`, `3 min 5 s`, `2 h 4 min`, `3 d 4 h`; `–` if unknown.
 * Source: screens §17.
 * @public
 */
export function formatDuration(ms: number | undefined): string {
  if (!isAmount(ms)) return UNKNOWN;
  if (ms < 9.95) return `${rounded(ms, ms < 0.995 ? 2 : 1)} ms`;
  if (ms < SECOND - 0.5) return `${rounded(ms, 0)} ms`;
  if (ms < 9.995 * SECOND) return `${rounded(ms / SECOND, 2)} s`;
  if (ms < MINUTE - 50) return `${rounded(ms / SECOND, 1)} s`;
  if (ms < HOUR - SECOND / 2) return pair(ms, SECOND, 60, 'min', 's');
  if (ms < DAY - MINUTE / 2) return pair(ms, MINUTE, 60, 'h', 'min');
  return pair(ms, HOUR, 24, 'd', 'h');
}

/** Rounds to the small unit first, so that 119.9 s is `2 min` and never `1 min 60 s`. */
function pair(
  ms: number,
  small: number,
  smallPerLarge: number,
  largeName: string,
  smallName: string,
): string {
  const total = Math.round(ms / small);
  const rest = total % smallPerLarge;
  const large = `${rounded((total - rest) / smallPerLarge, 0)} ${largeName}`;
  return rest === 0 ? large : `${large} ${rest} ${smallName}`;
}
