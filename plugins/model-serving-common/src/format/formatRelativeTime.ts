import { rounded, UNKNOWN } from './formatNumber';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const JUST_NOW = 5_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A moment relative to now, up to 7 days (`just now`, `12 s ago`, `4 min ago`, `in 3 h`), then its date in local time
 * (`3 Nov 2026`); `–` if there is none. Source: screens §17.
 *
 * @param iso - ISO 8601
 * @param now - ms since epoch
 * @public
 */
export function formatRelativeTime(
  iso: string | undefined,
  now: number,
): string {
  const at = iso === undefined ? NaN : Date.parse(iso);
  if (Number.isNaN(at)) return UNKNOWN;
  const distance = Math.abs(now - at);
  if (distance < JUST_NOW) return 'just now';
  if (distance > 7 * DAY) {
    const date = new Date(at);
    return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  }
  const amount = describe(distance);
  return at <= now ? `${amount} ago` : `in ${amount}`;
}

/**
 * How long something has been so: `for 4 min`, up to 7 days, then `since 3 Nov 2026`; `since just now` within the first
 * seconds, and for a moment ahead, which is a clock that runs ahead; `–` if there is no moment.
 *
 * @param iso - ISO 8601
 * @param now - ms since epoch
 * @public
 */
export function formatSince(iso: string | undefined, now: number): string {
  const at = iso === undefined ? NaN : Date.parse(iso);
  if (Number.isNaN(at)) return UNKNOWN;
  const age = now - at;
  if (age < JUST_NOW) return 'since just now';
  return age > 7 * DAY
    ? `since ${formatRelativeTime(iso, now)}`
    : `for ${describe(age)}`;
}

// Whole units that have passed: 119 min is one hour ago, not two.
function describe(distance: number): string {
  if (distance < MINUTE) return `${rounded(Math.floor(distance / 1000), 0)} s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`;
  if (distance < DAY) return `${Math.floor(distance / HOUR)} h`;
  return `${Math.floor(distance / DAY)} d`;
}
