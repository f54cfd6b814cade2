import { ANNOTATION_PREFIX } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';

/** Who wrote an object: the field manager of our server-side applies, and the value of the label below. */
export const FIELD_MANAGER = 'greenroom';
/** On everything that we write; nothing without it is ever changed or deleted. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Which revision an object or a pod belongs to. KServe has no such label in Standard mode, and does not mind it. */
export const REVISION_LABEL = `${ANNOTATION_PREFIX}/revision`;
/** The service's identity in our database: an object of a service of the same name from before is not ours to change. */
export const SERVICE_UID_LABEL = `${ANNOTATION_PREFIX}/service-uid`;

const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';

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
