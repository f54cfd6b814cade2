import type { StateCode } from '@greenroom/backstage-plugin-model-serving-common';

/** What its owner was last told of a deployment. */
export type Told = 'ready' | 'failed' | undefined;

/** What a state is worth telling; undefined: nothing. */
export function worthTelling(code: StateCode): Told {
  return code === 'ready' || code === 'failed' ? code : undefined;
}

/** How long a state must hold before it is told, in ms: a restart that heals by itself is no news. */
export const HOLD_MS: Readonly<Record<'ready' | 'failed', number>> = {
  ready: 5_000,
  failed: 20_000,
};

/**
 * What to tell an owner now.
 *
 * @param told - what was told last; undefined: nothing yet
 * @param code - state that holds since `heldMs`
 */
export function notificationFor(
  told: Told,
  code: StateCode,
  heldMs: number,
): { readonly tell?: 'ready' | 'failed'; readonly lookAgainMs?: number } {
  const news = worthTelling(code);
  if (!news || news === told) return {};
  const missing = HOLD_MS[news] - heldMs;
  return missing > 0 ? { lookAgainMs: missing } : { tell: news };
}
