import {
  annotations,
  ConnectionType,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A connection that a service names. */
export interface NamedConnection {
  readonly name: string;
  readonly type: ConnectionType;
  /** Of a connection of the type `uri-v1`. */
  readonly uri?: string;
}

/**
 * What Open Data Hub's webhook makes of a service that names a connection (`opendatahub.io/connections`), for clusters that
 * have no such webhook: a bucket becomes the storage of the model, a URI its URI, a registry login a pull secret. What the
 * connection that was named before had added goes. Source: screens §16.4, kserve-status-and-objects §9.3.
 *
 * @param connection - undefined: it names none, or one that is the cluster's own and not the portal's
 * @param before - the service as it is on the cluster
 */
export function injectConnection(
  service: InferenceService,
  connection: NamedConnection | undefined,
  before: InferenceService | undefined,
): InferenceService {
  const former = before?.metadata.annotations?.[annotations.connections];
  const named = service.metadata.annotations?.[annotations.connections];
  const cleaned =
    former && former !== named ? without(service, former) : service;
  if (!connection) return cleaned;
  const { name, type, uri } = connection;
  if (type === 'oci-v1') return withPullSecret(cleaned, name);
  const { model } = cleaned.spec.predictor;
  if (!model) return cleaned;
  if (type === 'uri-v1') {
    if (model.storageUri || !uri) return cleaned;
    return withModel(cleaned, { ...model, storageUri: uri });
  }
  if (model.storageUri) return withSecretName(cleaned, name);
  const noted = cleaned.metadata.annotations?.[annotations.connectionPath];
  const path = model.storage?.path ?? noted;
  return withModel(cleaned, {
    ...model,
    storage: { ...model.storage, key: name, ...(path ? { path } : {}) },
  });
}

type Model = NonNullable<InferenceService['spec']['predictor']['model']>;

/** Without what a connection had added. */
function without(service: InferenceService, name: string): InferenceService {
  const { predictor } = service.spec;
  const { [annotations.storageSecretName]: secret, ...notes } =
    service.metadata.annotations ?? {};
  const { model, imagePullSecrets = [] } = predictor;
  const left = imagePullSecrets.filter(entry => entry.name !== name);
  const { imagePullSecrets: _all, ...rest } = predictor;
  return {
    ...service,
    metadata: {
      ...service.metadata,
      annotations: secret === name ? notes : service.metadata.annotations,
    },
    spec: {
      ...service.spec,
      predictor: {
        ...rest,
        ...(left.length > 0 ? { imagePullSecrets: left } : {}),
        ...(model ? { model: withoutKey(model, name) } : {}),
      },
    },
  };
}

function withoutKey(model: Model, name: string): Model {
  if (model.storage?.key !== name) return model;
  const { storage, ...rest } = model;
  const { key: _key, ...left } = storage;
  return Object.keys(left).length > 0 ? { ...rest, storage: left } : rest;
}

function withModel(service: InferenceService, model: Model): InferenceService {
  const predictor = { ...service.spec.predictor, model };
  return { ...service, spec: { ...service.spec, predictor } };
}

/** Credentials for a `storageUri`: KServe reads them from the Secret that its annotation names. */
function withSecretName(
  service: InferenceService,
  name: string,
): InferenceService {
  const { metadata } = service;
  return {
    ...service,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [annotations.storageSecretName]: name,
      },
    },
  };
}

function withPullSecret(
  service: InferenceService,
  name: string,
): InferenceService {
  const { predictor } = service.spec;
  const secrets = predictor.imagePullSecrets ?? [];
  if (secrets.some(entry => entry.name === name)) return service;
  return {
    ...service,
    spec: {
      ...service.spec,
      predictor: { ...predictor, imagePullSecrets: [...secrets, { name }] },
    },
  };
}
