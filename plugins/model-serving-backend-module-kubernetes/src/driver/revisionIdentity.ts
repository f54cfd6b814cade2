import type { KubernetesObject } from '@kubernetes/client-node';
import { revisionKeyOf } from '../objects';
import type { RevisionIdentity } from './RevisionBook';

/** Which of our revisions an object or a pod belongs to. */
export function revisionOf(
  object: KubernetesObject,
): RevisionIdentity | undefined {
  const key = revisionKeyOf(object);
  return key ? identityOf(key) : undefined;
}

/** By the service whose name its own begins with, as our revisions are named: `iris-predictor-00001`. */
export function identityOf(key: string): RevisionIdentity {
  return {
    key,
    service: key.replace(/-(predictor|transformer|explainer)-\d+$/, ''),
  };
}
