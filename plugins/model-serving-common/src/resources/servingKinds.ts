import { ClusterStorageContainer } from './clusterStorageContainer';
import { InferenceGraph } from './inferenceGraph';
import { InferenceService } from './inferenceService';
import { LLMInferenceService } from './llmInferenceService';
import {
  LocalModelCache,
  LocalModelNamespaceCache,
  LocalModelNodeGroup,
} from './localModel';
import { ServingRuntime } from './servingRuntime';
import { TrainedModel } from './trainedModel';

/** Object type by kind of everything of KServe's that Greenroom stores. @public */
export interface ServingObjects {
  InferenceService: InferenceService;
  ServingRuntime: ServingRuntime;
  ClusterServingRuntime: ServingRuntime;
  InferenceGraph: InferenceGraph;
  TrainedModel: TrainedModel;
  ClusterStorageContainer: ClusterStorageContainer;
  LocalModelCache: LocalModelCache;
  LocalModelNamespaceCache: LocalModelNamespaceCache;
  LocalModelNodeGroup: LocalModelNodeGroup;
  LLMInferenceService: LLMInferenceService;
}

/** A kind of KServe's API group that Greenroom stores. @public */
export type ServingKind = keyof ServingObjects;

/** Any resource of KServe's that Greenroom stores. @public */
export type ServingObject = ServingObjects[ServingKind];

/** What is fixed about a kind. @public */
export interface ServingKindFacts {
  /** The first is what is stored and exported; all are read. */
  readonly apiVersions: readonly [string, ...string[]];
  readonly namespaced: boolean;
  /** Place in an import: what others refer to comes first. */
  readonly rank: number;
}

const V1ALPHA1 = 'serving.kserve.io/v1alpha1';

/** All kinds, in the order in which an import writes them. Source: kserve-resources §1. @public */
export const servingKinds: Readonly<Record<ServingKind, ServingKindFacts>> = {
  ClusterStorageContainer: {
    apiVersions: [V1ALPHA1],
    namespaced: false,
    rank: 0,
  },
  LocalModelNodeGroup: { apiVersions: [V1ALPHA1], namespaced: false, rank: 1 },
  LocalModelCache: { apiVersions: [V1ALPHA1], namespaced: false, rank: 2 },
  LocalModelNamespaceCache: {
    apiVersions: [V1ALPHA1],
    namespaced: true,
    rank: 2,
  },
  ClusterServingRuntime: {
    apiVersions: [V1ALPHA1],
    namespaced: false,
    rank: 3,
  },
  ServingRuntime: { apiVersions: [V1ALPHA1], namespaced: true, rank: 3 },
  InferenceService: {
    apiVersions: ['serving.kserve.io/v1beta1'],
    namespaced: true,
    rank: 4,
  },
  LLMInferenceService: {
    apiVersions: ['serving.kserve.io/v1alpha2', V1ALPHA1],
    namespaced: true,
    rank: 4,
  },
  TrainedModel: { apiVersions: [V1ALPHA1], namespaced: true, rank: 5 },
  InferenceGraph: { apiVersions: [V1ALPHA1], namespaced: true, rank: 6 },
};

/** Whether a text is the name of a kind that Greenroom stores. @public */
export function isServingKind(kind: unknown): kind is ServingKind {
  return typeof kind === 'string' && Object.hasOwn(servingKinds, kind);
}
