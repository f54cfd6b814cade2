import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { DeploymentOrderField } from '@greenroom/backstage-plugin-model-serving-common';

/** Whose deployments are shown. */
export type OwnerFilter = 'all' | 'mine' | 'none' | string;

/** What the list shows; kept in the URL, so that a view can be sent to somebody. */
export interface DeploymentFilter {
  readonly search: string;
  readonly states: readonly string[];
  /** `all`, `mine`, `none`, or an entity reference. */
  readonly owner: OwnerFilter;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly runtimes: readonly string[];
  readonly formats: readonly string[];
  readonly orderBy: {
    readonly field: DeploymentOrderField;
    readonly order: 'asc' | 'desc';
  };
}

const DEFAULT_ORDER = { field: 'lastDeployed', order: 'desc' } as const;
const LISTS = {
  states: 'state',
  clusters: 'cluster',
  namespaces: 'namespace',
  runtimes: 'runtime',
  formats: 'format',
} as const;
const ORDER_FIELDS: readonly string[] = [
  'lastDeployed',
  'name',
  'state',
  'owner',
  'namespace',
  'created',
  'runtime',
  'format',
] satisfies DeploymentOrderField[];

/** Reads a filter from the URL's query; what it does not understand counts as not given. */
export function readFilter(parameters: URLSearchParams): DeploymentFilter {
  const [field, order] = (parameters.get('sort') ?? '').split(',');
  return {
    search: parameters.get('search') ?? '',
    owner: parameters.get('owner') ?? 'all',
    states: parameters.getAll(LISTS.states),
    clusters: parameters.getAll(LISTS.clusters),
    namespaces: parameters.getAll(LISTS.namespaces),
    runtimes: parameters.getAll(LISTS.runtimes),
    formats: parameters.getAll(LISTS.formats),
    orderBy: ORDER_FIELDS.includes(field)
      ? {
          field: field as DeploymentOrderField,
          order: order === 'desc' ? 'desc' : 'asc',
        }
      : DEFAULT_ORDER,
  };
}

/** The URL's query of a filter; defaults are left out. */
export function writeFilter(filter: DeploymentFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (filter.search) {
    parameters.set('search', filter.search);
  }
  if (filter.owner !== 'all') {
    parameters.set('owner', filter.owner);
  }
  for (const key of Object.keys(LISTS) as (keyof typeof LISTS)[]) {
    for (const value of filter[key]) {
      parameters.append(LISTS[key], value);
    }
  }
  const { field, order } = filter.orderBy;
  if (field !== DEFAULT_ORDER.field || order !== DEFAULT_ORDER.order) {
    parameters.set('sort', `${field},${order}`);
  }
  return parameters;
}

/** Whether anything is filtered out. */
export function isFiltering(filter: DeploymentFilter): boolean {
  return (
    filter.search !== '' ||
    filter.owner !== 'all' ||
    Object.keys(LISTS).some(key => filter[key as keyof typeof LISTS].length > 0)
  );
}

/** The filter in the URL, and how to change it. */
export function useDeploymentFilter() {
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(query)), [query]);
  const change = useCallback(
    (changes: Partial<DeploymentFilter>) =>
      setParameters(
        current => writeFilter({ ...readFilter(current), ...changes }),
        { replace: true },
      ),
    [setParameters],
  );
  const clear = useCallback(
    () =>
      setParameters(
        current =>
          writeFilter({
            ...readFilter(new URLSearchParams()),
            orderBy: readFilter(current).orderBy,
          }),
        { replace: true },
      ),
    [setParameters],
  );
  return { filter, change, clear };
}
