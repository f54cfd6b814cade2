import type { CoreV1Event } from '@kubernetes/client-node';

/** Parts that the names of ReplicaSets and pods have more than their Deployment's. */
const SUFFIXES = 3;

/**
 * The InferenceService that an event is about, or whose Deployment, ReplicaSet, pod or autoscaler it is about.
 *
 * @param serviceOf - `<namespace>/<name>` of the service that a revision key belongs to
 */
export function serviceOfEvent(
  { involvedObject, metadata }: CoreV1Event,
  serviceOf: (key: string) => string | undefined,
): { readonly namespace: string; readonly name: string } | undefined {
  const { kind, name = '' } = involvedObject;
  const namespace = involvedObject.namespace ?? metadata.namespace ?? '';
  if (kind === 'InferenceService') return { namespace, name };
  const parts = name.split('-');
  for (let cut = 0; cut <= SUFFIXES && cut < parts.length; cut += 1) {
    const revision = parts.slice(0, parts.length - cut).join('-');
    const service = serviceOf(`${namespace}/${revision}`);
    if (service)
      return { namespace, name: service.slice(namespace.length + 1) };
  }
  return undefined;
}
