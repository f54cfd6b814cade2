import {
  annotations,
  type KubernetesObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { AccessIntent } from './types';

/** What a service or a graph that needs tokens says about them. */
export function accessIntent({
  metadata,
}: Pick<KubernetesObject, 'metadata'>): AccessIntent {
  const says = (annotation: string) =>
    metadata.annotations?.[annotation] === 'true';
  return {
    ...(says(annotations.forwardAuthorization)
      ? { forwardsAuthorization: true }
      : {}),
    ...(says(annotations.acceptApiKey) ? { acceptsApiKey: true } : {}),
    ...(says(annotations.guardHealth) ? { guardsHealth: true } : {}),
  };
}
