import type { KubernetesObject } from '@kubernetes/client-node';
import type { RevisionIdentity } from '../driver';

/** On all that KServe makes for an InferenceService. */
export const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';
/** On the router that KServe makes for an InferenceGraph. */
export const GRAPH_LABEL = 'serving.kserve.io/inferencegraph';
/** On all that Knative makes for a revision. */
const KNATIVE_REVISION = 'serving.knative.dev/revision';
/** Label `app` of the pods of a Deployment of KServe's: this and its name. */
const APP = /^isvc\./;

/**
 * Which part of which InferenceService a Deployment or pod runs: in Standard mode its Deployment (`iris-predictor`), in
 * Knative mode its revision (`iris-predictor-00001`). Undefined: it is of no InferenceService.
 */
export function serviceIdentity(
  object: KubernetesObject,
): RevisionIdentity | undefined {
  return workloadIdentity(object, SERVICE_LABEL);
}

/** The same of the router of an InferenceGraph, whose Deployment has the name of the graph. */
export function routerIdentity(
  object: KubernetesObject,
): RevisionIdentity | undefined {
  return workloadIdentity(object, GRAPH_LABEL);
}

/** @param label - by which KServe says whose it is */
function workloadIdentity(
  object: KubernetesObject,
  label: string,
): RevisionIdentity | undefined {
  const {
    namespace,
    labels = {},
    name,
    ownerReferences,
  } = object.metadata ?? {};
  const service = labels[label];
  if (!namespace || !service) return undefined;
  const isPod = ownerReferences?.some(({ kind }) => kind === 'ReplicaSet');
  const revision =
    labels[KNATIVE_REVISION] ??
    (isPod ? labels.app?.replace(APP, '') : undefined) ??
    name;
  return {
    key: `${namespace}/${revision}`,
    service: `${namespace}/${service}`,
  };
}
