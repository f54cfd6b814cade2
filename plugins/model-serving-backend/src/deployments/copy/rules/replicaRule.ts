import type { CopyRule, Edit } from '../types';
import { componentsOf } from './components';

/** Numbers of replicas that the target cannot have. A managed cluster has bounds of its own. */
export const replicaRule: CopyRule = (service, { target }) => {
  const { cluster, profile, maxReplicas, scaleToZero } = target.settings;
  return {
    edits: componentsOf(service).flatMap(({ at, component }): Edit[] => [
      ...(['minReplicas', 'maxReplicas'] as const)
        .filter(field => (component[field] ?? 0) > maxReplicas)
        .filter(() => profile === 'greenroom')
        .map(field => ({
          at: [...at, field],
          to: maxReplicas,
          because: `The cluster ${cluster} allows at most ${maxReplicas} replicas.`,
        })),
      ...(component.minReplicas === 0 && !scaleToZero
        ? [
            {
              at: [...at, 'minReplicas'],
              to: 1,
              because: `The cluster ${cluster} cannot scale to zero: one replica stays.`,
            },
          ]
        : []),
    ]),
  };
};
