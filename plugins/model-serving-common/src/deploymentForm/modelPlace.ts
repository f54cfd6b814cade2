import type { Connection, PredictorSpec } from '../resources';

/** Parts of a predictor that say where its model is. */
export interface ModelPlace {
  readonly model: Pick<
    NonNullable<PredictorSpec['model']>,
    'storage' | 'storageUri'
  >;
  readonly predictor: Pick<PredictorSpec, 'imagePullSecrets'>;
}

/**
 * Where a model behind a connection is, as the type of the connection has it written: a path in the bucket, the URI
 * itself, or an image that the registry's login pulls. Source: screens §16.4.
 *
 * @param name - what the deployment calls the connection
 * @param spec - absent: not known; then taken for a bucket, and validation says what is wrong
 */
export function modelPlace(
  name: string,
  path: string | undefined,
  spec: Pick<Connection['spec'], 'type' | 'values'> | undefined,
): ModelPlace {
  switch (spec?.type) {
    case 'uri-v1':
      return { model: { storageUri: spec.values.URI }, predictor: {} };
    case 'oci-v1':
      return {
        model: { storageUri: imageUri(spec.values.OCI_HOST ?? '', path ?? '') },
        predictor: { imagePullSecrets: [{ name }] },
      };
    default:
      return {
        model: { storage: { key: name, path: path ?? '' } },
        predictor: {},
      };
  }
}

/** `oci://<host>/<repository>:<tag>`, of what may be written with or without host and scheme. */
function imageUri(registry: string, image: string): string {
  const place = registry.replace(/\/+$/, '');
  const bare = image
    .trim()
    .replace(/^oci:\/\//, '')
    .replace(/^\/+/, '');
  const [host] = place.split('/');
  return `oci://${bare.startsWith(`${host}/`) ? bare : `${place}/${bare}`}`;
}
