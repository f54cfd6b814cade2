import { ANNOTATION_PREFIX } from '@greenroom/backstage-plugin-model-serving-common';
import type { KubernetesObject, V1ObjectMeta } from '@kubernetes/client-node';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';

/** Who wrote an object: the field manager of our server-side applies, and the value of the label below. */
export const FIELD_MANAGER = 'greenroom';
/** On everything that we write; nothing without it is ever changed or deleted. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Which revision an object or a pod belongs to. KServe has no such label in Standard mode, and does not mind it. */
export const REVISION_LABEL = `${ANNOTATION_PREFIX}/revision`;
/** The service's identity in our database: an object of a service of the same name from before is not ours to change. */
export const SERVICE_UID_LABEL = `${ANNOTATION_PREFIX}/service-uid`;
/** Identity of the portal that wrote an object. Not on pods: they need not be replaced to have it. */
export const PORTAL_LABEL = `${ANNOTATION_PREFIX}/portal`;

/** KServe's: the service that an object belongs to. */
export const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';

/** Name of a component's Service, as KServe's Standard mode names it: `iris-predictor`. */
export function componentNameOf({ service, component }: RevisionSpec): string {
  return `${service.name}-${component}`;
}

/** What the pods of a component have in common: KServe's selector. */
export function componentSelector(
  revision: RevisionSpec,
): Record<string, string> {
  return { app: `isvc.${componentNameOf(revision)}` };
}

/** Labels of pods and objects of a component: KServe's over the pod's own, and ours. */
export function componentLabels(
  revision: RevisionSpec,
): Record<string, string> {
  return {
    ...revision.pod.labels,
    ...componentSelector(revision),
    component: revision.component,
    [SERVICE_LABEL]: revision.service.name,
    [MANAGED_BY]: FIELD_MANAGER,
    [SERVICE_UID_LABEL]: revision.serviceUid,
  };
}

/** The same for what belongs to one revision. */
export function revisionLabels(revision: RevisionSpec): Record<string, string> {
  return { ...componentLabels(revision), [REVISION_LABEL]: revision.name };
}

/** Selects the pods of one revision. */
export function revisionSelector(
  revision: RevisionSpec,
): Record<string, string> {
  return {
    ...componentSelector(revision),
    [REVISION_LABEL]: revision.name,
  };
}

/** Annotations of ours, on Deployments, pods and Secrets. */
export const notes = {
  /** Deployment: replicas that are wanted; `spec.replicas` also counts pods that gateways still use. */
  wanted: `${ANNOTATION_PREFIX}/wanted-replicas`,
  /** Deployment: class of the cluster's autoscaler that decides its replicas; none are wanted by us then. */
  scaler: `${ANNOTATION_PREFIX}/scaled-by`,
  /** Deployment: fingerprint of all that was written for the revision. */
  fingerprint: `${ANNOTATION_PREFIX}/fingerprint`,
  /** Pod: since when it is to go, ISO 8601. */
  leaving: `${ANNOTATION_PREFIX}/leaving-since`,
  /** Pod: no gateway sends it anything any more. */
  drained: `${ANNOTATION_PREFIX}/drained`,
  /** Secret of a connection, and `storage-config`: when a deployment was last written with it, ISO 8601. */
  given: `${ANNOTATION_PREFIX}/given-at`,
  /** Kubernetes' own: pods of the lowest cost go first. */
  deletionCost: 'controller.kubernetes.io/pod-deletion-cost',
} as const;

/** Class of the autoscaler to which a Deployment is left, by its annotations; undefined: to none. */
export function scalerClassOf(
  annotations: Readonly<Record<string, string>> | undefined,
): 'hpa' | 'keda' | undefined {
  const by = annotations?.[notes.scaler];
  return by === 'hpa' || by === 'keda' ? by : undefined;
}

/** Key of the revision that an object or a pod belongs to; undefined: to none. */
export function revisionKeyOf(object: KubernetesObject): string | undefined {
  const { namespace, labels } = object.metadata ?? {};
  const name = labels?.[REVISION_LABEL];
  return namespace && name ? `${namespace}/${name}` : undefined;
}

/** Whether an object is of a service, or, where that is not said, of any that we serve. */
export function isOurs(
  { labels }: V1ObjectMeta,
  serviceUid: string | undefined,
): boolean {
  return (
    labels?.[MANAGED_BY] === FIELD_MANAGER &&
    (serviceUid === undefined || labels[SERVICE_UID_LABEL] === serviceUid)
  );
}
