import type {
  InferenceGraph,
  InferenceService,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceStore, StoredResource } from '../store';
import type { ResourceTarget } from './types';

/** Users that are told. */
const MAX_USERS = 100;
/** Labels by which KServe's defaulting ties a service to the cache of its model. */
const CACHE_LABEL = 'internal.serving.kserve.io/localmodel';
const CACHE_NAMESPACE_LABEL = 'internal.serving.kserve.io/localmodel-namespace';

/** What refers to a resource, the first of them, and how many there are. */
export interface ResourceUsers {
  readonly users: readonly StoredResource<ServingKind>[];
  readonly total: number;
}

/** What refers to a resource, and would miss it. */
export async function usersOf(
  target: ResourceTarget,
  resources: Pick<ResourceStore, 'listRuntimeUsers' | 'mentioning'>,
): Promise<ResourceUsers> {
  const { kind, ref } = target;
  if (kind === 'ServingRuntime' || kind === 'ClusterServingRuntime') {
    const page = await resources.listRuntimeUsers(
      { ...ref, kind },
      { limit: MAX_USERS },
    );
    return { users: page.items, total: page.totalItems };
  }
  const users = await mentioningUsers(target, resources);
  return { users: users.slice(0, MAX_USERS), total: users.length };
}

async function mentioningUsers(
  { kind, ref }: ResourceTarget,
  resources: Pick<ResourceStore, 'mentioning'>,
): Promise<readonly StoredResource<ServingKind>[]> {
  const { cluster, namespace, name } = ref;
  const mentioning = <K extends ServingKind>(
    userKind: K,
    refers: (object: StoredResource<K>['object']) => boolean,
  ): Promise<readonly StoredResource<K>[]> =>
    resources
      .mentioning(userKind, cluster, name)
      .then(found => found.filter(({ object }) => refers(object)));
  switch (kind) {
    case 'InferenceService': {
      const [graphs, models] = await Promise.all([
        mentioning(
          'InferenceGraph',
          graph =>
            graph.metadata.namespace === namespace && callsService(graph, name),
        ),
        mentioning(
          'TrainedModel',
          ({ metadata, spec }) =>
            metadata.namespace === namespace && spec.inferenceService === name,
        ),
      ]);
      return [...graphs, ...models];
    }
    case 'ClusterStorageContainer':
      return mentioning('InferenceService', service =>
        namesStorageContainer(service, name),
      );
    case 'LocalModelNodeGroup': {
      const [all, own] = await Promise.all([
        mentioning('LocalModelCache', ({ spec }) =>
          spec.nodeGroups.includes(name),
        ),
        mentioning('LocalModelNamespaceCache', ({ spec }) =>
          spec.nodeGroups.includes(name),
        ),
      ]);
      return [...all, ...own];
    }
    case 'LocalModelCache':
    case 'LocalModelNamespaceCache':
      return mentioning('InferenceService', ({ metadata }) => {
        const { [CACHE_LABEL]: cache, [CACHE_NAMESPACE_LABEL]: of = '' } =
          metadata.labels ?? {};
        return cache === name && of === namespace;
      });
    default:
      return [];
  }
}

function callsService({ spec }: InferenceGraph, name: string): boolean {
  return Object.values(spec.nodes).some(({ steps = [] }) =>
    steps.some(({ serviceName }) => serviceName === name),
  );
}

function namesStorageContainer(
  { spec }: InferenceService,
  name: string,
): boolean {
  return [spec.predictor, spec.transformer, spec.explainer].some(
    component => component?.storageContainerName === name,
  );
}
