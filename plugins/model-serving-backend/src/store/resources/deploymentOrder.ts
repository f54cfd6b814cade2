import type { DeploymentOrderField } from '@greenroom/backstage-plugin-model-serving-common';
import type { PageRequest } from '../types';
import type { SortColumn } from './keyset';

const columns: Record<DeploymentOrderField, SortColumn['column']> = {
  lastDeployed: 'last_deployed_at',
  name: 'sort_title',
  state: 'state_rank',
  owner: 'owner',
  namespace: 'namespace',
  created: 'created_at',
  runtime: 'runtime',
  format: 'format',
};

/**
 * The order of a list of deployments, made total by the uid. By last deployment (the default, newest first) what is on
 * its way comes first and what is stopped last, whichever the direction (screens.md §2).
 */
export function deploymentOrder(
  orderBy: PageRequest<DeploymentOrderField>['orderBy'],
): readonly SortColumn[] {
  const { field, order } = orderBy ?? {
    field: 'lastDeployed' as const,
    order: 'desc' as const,
  };
  return [
    ...(field === 'lastDeployed'
      ? [{ column: 'deploy_rank', order: 'asc' } as const]
      : []),
    { column: columns[field], order },
    ...(field === 'name'
      ? []
      : [{ column: 'sort_title', order: 'asc' } as const]),
    { column: 'uid', order: 'asc' },
  ];
}
