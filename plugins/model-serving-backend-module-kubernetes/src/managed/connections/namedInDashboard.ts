import {
  annotations,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A service whose storage names a connection of the portal's (`storage.key`), as Open Data Hub's dashboard shows it: by the
 * annotation. One that says itself which connection it has is left as it is, unless it says the one that its storage had
 * before. Source: screens §16.1.
 *
 * @param connections - those of the portal's that it names
 * @param before - the service as it is on the cluster
 */
export function namedInDashboard(
  service: InferenceService,
  connections: readonly { readonly name: string }[],
  before: InferenceService | undefined,
): InferenceService {
  const key = service.spec.predictor.model?.storage?.key;
  const named = service.metadata.annotations?.[annotations.connections];
  const isOurs = connections.some(({ name }) => name === key);
  const former = before?.spec.predictor.model?.storage?.key;
  if (!key || !isOurs || (named && named !== former)) return service;
  const { metadata } = service;
  return {
    ...service,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [annotations.connections]: key },
    },
  };
}

/**
 * The service without the annotation: Open Data Hub's webhook refuses what names a Secret that is not there, and for a dry
 * run none is written.
 */
export function withoutConnection(service: InferenceService): InferenceService {
  const { [annotations.connections]: _named, ...notes } =
    service.metadata.annotations ?? {};
  return { ...service, metadata: { ...service.metadata, annotations: notes } };
}
