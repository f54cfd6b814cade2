import { InputError } from '@backstage/errors';
import {
  annotations,
  isStopped,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalOwner } from '../access';

type JsonObject = Record<string, unknown>;

/**
 * What of a sent resource is intent: without status and the metadata that the server writes, so that the output of
 * `kubectl get -o json` can be sent as it is. Everything else is left for validation.
 *
 * @throws InputError if it is not an object, or its owner is no entity reference.
 */
export function preparedService(sent: unknown): InferenceService {
  if (!isObject(sent)) {
    throw new InputError(
      'the body must be an InferenceService as a JSON object',
    );
  }
  const { status: _status, ...resource } = sent;
  if (!isObject(resource.metadata)) return asService(resource);
  const {
    uid: _uid,
    resourceVersion: _resourceVersion,
    generation: _generation,
    creationTimestamp: _creationTimestamp,
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _grace,
    selfLink: _selfLink,
    managedFields: _managedFields,
    finalizers: _finalizers,
    ownerReferences: _ownerReferences,
    ...metadata
  } = resource.metadata;
  return asService({ ...resource, metadata: withNormalOwner(metadata) });
}

/** The resource with an owner, if it has none and there is one to give. */
export function withOwner(
  service: InferenceService,
  owner: string | undefined,
): InferenceService {
  if (owner === undefined || ownerOf(service) !== undefined) return service;
  return withAnnotation(service, annotations.owner, owner);
}

/** The owner that a resource names. */
export function ownerOf(service: InferenceService): string | undefined {
  return service.metadata?.annotations?.[annotations.owner] || undefined;
}

/** The same, asked to stop or to run. */
export function withStop(
  service: InferenceService,
  stop: boolean,
): InferenceService {
  if (isStopped(service) === stop) return service;
  return withAnnotation(service, annotations.stop, String(stop));
}

/** The same with other bounds of replicas; a maximum that is not given grows with the minimum. */
export function withScale(
  service: InferenceService,
  scale: { readonly minReplicas: number; readonly maxReplicas?: number },
): InferenceService {
  const { predictor } = service.spec;
  const { minReplicas } = scale;
  const kept =
    predictor.maxReplicas === undefined
      ? undefined
      : Math.max(predictor.maxReplicas, minReplicas);
  const maxReplicas = scale.maxReplicas ?? kept;
  return {
    ...service,
    spec: {
      ...service.spec,
      predictor: {
        ...predictor,
        minReplicas,
        ...(maxReplicas !== undefined && { maxReplicas }),
      },
    },
  };
}

function withAnnotation(
  service: InferenceService,
  key: string,
  value: string,
): InferenceService {
  const given: unknown = service.metadata?.annotations;
  // Validation says that they are no annotations; spread, they would look like some
  if ((given ?? undefined) !== undefined && !isObject(given)) return service;
  return {
    ...service,
    metadata: {
      ...service.metadata,
      annotations: { ...service.metadata?.annotations, [key]: value },
    },
  };
}

function withNormalOwner(metadata: JsonObject): JsonObject {
  const notes = metadata.annotations;
  if (!isObject(notes) || !notes[annotations.owner]) return metadata;
  const owner = normalOwner(
    notes[annotations.owner],
    `metadata.annotations[${annotations.owner}]`,
  );
  return { ...metadata, annotations: { ...notes, [annotations.owner]: owner } };
}

/** Not checked yet: every rule that reads it before validation tolerates anything. */
function asService(value: JsonObject): InferenceService {
  return value as unknown as InferenceService;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
