import type { Stores } from '../types';
import type { FakeClock } from '../../testing';
import { describeHistoryObjects, describeRefusals } from './history';
import { describeGiven } from './given';
import { describeKinds } from './kinds';
import { describeResourceLife } from './resourceLife';
import { describeResourceLists } from './lists';
import { describeMirror } from './mirror';
import { describeSplits } from './splits';
import { describeTokens } from './tokens';
import { describeResourceWrites } from './resources';
import { describeRevisions } from './revisions';
import { describeSecrets } from './secrets';
import { describeEvents } from './events';
import { describeIdempotency } from './idempotency';
import { describeSamples } from './samples';
import { describeScaleDecisions } from './scaleDecisions';
import { describeLeases } from './leases';

/**
 * What every implementation of {@link Stores} must do.
 * @param create - fresh, empty stores and the clock that they read
 */
export function describeStores(
  name: string,
  create: () => Promise<{ readonly stores: Stores; readonly clock: FakeClock }>,
): void {
  describe(name, () => {
    let current: { readonly stores: Stores; readonly clock: FakeClock };

    beforeEach(async () => {
      current = await create();
    });

    describeResourceWrites(() => current.stores);
    describeResourceLife(() => current.stores);
    describeRefusals(() => current.stores);
    describeHistoryObjects(() => current.stores);
    describeResourceLists(
      () => current.stores,
      () => current.clock,
    );
    describeTokens(
      () => current.stores,
      () => current.clock,
    );
    describeKinds(() => current.stores);
    describeMirror(() => current.stores);
    describeSplits(() => current.stores);
    describeGiven(() => current.stores);
    describeRevisions(() => current.stores);
    describeSecrets(() => current.stores);
    describeEvents(
      () => current.stores,
      () => current.clock,
    );
    describeIdempotency(
      () => current.stores,
      () => current.clock,
    );
    describeSamples(
      () => current.stores,
      () => current.clock,
    );
    describeScaleDecisions(() => current.stores);
    describeLeases(
      () => current.stores,
      () => current.clock,
    );
  });
}
