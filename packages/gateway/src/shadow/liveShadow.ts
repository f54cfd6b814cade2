import { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import { ShadowShare } from './shadowShare';

/** Who gets copies of a route's requests. */
export interface LiveShadow {
  /** Key of the revision. */
  readonly revision: string;
  readonly percent: number;
  readonly share: ShadowShare;
}

/**
 * What a route says of it; undefined: nobody gets copies.
 *
 * @param before - of the route in the snapshot before: what is owed goes on
 */
export function liveShadow(
  { split }: Pick<GatewayRoute, 'split'>,
  before: LiveShadow | undefined,
): LiveShadow | undefined {
  return (
    split?.shadow && {
      ...split.shadow,
      share: before?.share ?? new ShadowShare(),
    }
  );
}
