import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import { isOverride } from '../runtimes';
import type { StoredResource } from '../store';

/** What only switches a built-in runtime is no resource of its own. */
export function isHidden({ object }: StoredResource<ServingKind>): boolean {
  return object.kind === 'ClusterServingRuntime' && isOverride(object);
}
