import type { V1PodDisruptionBudget } from '@kubernetes/client-node';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { revisionLabels, revisionSelector } from './labels';

/**
 * Lets nodes be emptied one pod of a revision at a time. With one replica there is nothing to keep: a budget would only
 * keep the node from being emptied.
 */
export function renderDisruptionBudget(
  revision: RevisionSpec,
  replicas: number,
): V1PodDisruptionBudget | undefined {
  if (replicas < 2) return undefined;
  const { name, service } = revision;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name,
      namespace: service.namespace,
      labels: revisionLabels(revision),
    },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: revisionSelector(revision) },
    },
  };
}
