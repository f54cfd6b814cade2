import {
  stringifyResourceRef,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredKind } from '../store/types';

const USED_KINDS = [
  'Connection',
  'ServingRuntime',
  'ClusterServingRuntime',
] as const;

/** Kinds whose change may change what deployments run. */
export type UsedKind = (typeof USED_KINDS)[number];

/** Whether deployments may run something else when one of a kind changes. */
export function isUsedKind(kind: StoredKind): kind is UsedKind {
  return USED_KINDS.some(used => used === kind);
}

/** Beside the keys of deployments, which hold no blank. */
export function usedKey(kind: UsedKind, ref: ResourceRef): string {
  return `${kind} ${stringifyResourceRef(ref)}`;
}
