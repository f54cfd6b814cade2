import type { TokenState, TokenView } from './tokens';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A token is about to expire in the last fifth of its life, but no longer before than this. */
const LAST_PART = 5;
const LONGEST_NOTICE_MS = 14 * DAY_MS;

/**
 * What has become of a token by now. Source: screens.md §8.
 * @param now - ms since epoch
 * @public
 */
export function tokenStateOf(
  token: Pick<TokenView, 'createdAt' | 'expiresAt' | 'endsAt' | 'revokedAt'>,
  now: number,
): TokenState {
  if (token.revokedAt) return 'revoked';
  const expiresAt = timeOf(token.expiresAt);
  const endsAt = timeOf(token.endsAt);
  if (Math.min(expiresAt, endsAt) <= now) return 'expired';
  if (token.endsAt) return 'rotating';
  const life = expiresAt - Date.parse(token.createdAt);
  const notice = Math.min(life / LAST_PART, LONGEST_NOTICE_MS);
  return expiresAt - now <= notice ? 'expiring' : 'active';
}

/** Whether a token opens anything now. @public */
export function isLiveToken(state: TokenState): boolean {
  return state !== 'expired' && state !== 'revoked';
}

function timeOf(iso: string | undefined): number {
  return iso === undefined ? Infinity : Date.parse(iso);
}
