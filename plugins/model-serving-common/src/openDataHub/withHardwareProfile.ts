import { annotations } from '../constants';
import type { InferenceService, ResourceRequirements } from '../resources';
import type { HardwareProfile } from './hardwareProfile';
import { hardwareProfileOf } from './hardwareProfileOf';

/** Label by which Kueue knows the queue of what it holds back. @public */
export const KUEUE_QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

/**
 * A deployment with another hardware profile, or without one. Where replicas run by the former goes: Open Data Hub's webhook
 * takes node labels, tolerations and queue for the profile's own and writes those of the new one, but does nothing for a
 * deployment without a profile. Amounts stay. Source: opendatahub-operator `internal/webhook/hardwareprofile`.
 * @public
 */
export function withHardwareProfile(
  service: InferenceService,
  next:
    | Pick<HardwareProfile, 'name' | 'namespace' | 'resourceVersion'>
    | undefined,
): InferenceService {
  const cleared = hardwareProfileOf(service)
    ? withoutPlacement(service)
    : service;
  const { metadata } = cleared;
  return {
    ...cleared,
    metadata: {
      ...metadata,
      annotations: {
        ...without(metadata.annotations, [
          annotations.hardwareProfile,
          annotations.hardwareProfileNamespace,
          annotations.hardwareProfileVersion,
        ]),
        ...(next && {
          [annotations.hardwareProfile]: next.name,
          [annotations.hardwareProfileNamespace]: next.namespace,
          ...(next.resourceVersion && {
            [annotations.hardwareProfileVersion]: next.resourceVersion,
          }),
        }),
      },
    },
  };
}

/**
 * What a replica gets by a profile until somebody says otherwise: of each resource the default, no more and no less, as the
 * dashboard's form starts out. Source: odh-dashboard `hardwareProfiles`.
 * @public
 */
export function resourcesByProfile({
  amounts,
}: Pick<HardwareProfile, 'amounts'>): ResourceRequirements {
  const defaults = () =>
    Object.fromEntries(
      amounts.map(({ resource, default: amount }) => [resource, amount]),
    );
  return { requests: defaults(), limits: defaults() };
}

function withoutPlacement(service: InferenceService): InferenceService {
  const { metadata, spec } = service;
  const { nodeSelector, tolerations, ...predictor } = spec.predictor;
  const { labels } = metadata;
  return {
    ...service,
    metadata: {
      ...metadata,
      ...(labels && { labels: without(labels, [KUEUE_QUEUE_LABEL]) }),
    },
    spec: { ...spec, predictor },
  };
}

function without(
  values: Readonly<Record<string, string>> | undefined,
  keys: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([key]) => !keys.includes(key)),
  );
}
