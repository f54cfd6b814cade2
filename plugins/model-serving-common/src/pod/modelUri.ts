import { annotations } from '../constants';
import { InferenceService } from '../resources';

/** Where a service's model lies, as its spec says it. @public */
export interface ModelLocation {
  /** `spec.predictor.model.storageUri`. */
  readonly uri?: string;
  /** Connection whose credentials fetch it. */
  readonly connection?: string;
  /** Path inside the connection's bucket; without leading slash. */
  readonly path?: string;
}

/**
 * Where a service's model lies: a URI, or a path inside a connection. The storage spec wins over Open Data Hub's
 * annotations, these over the Secret that KServe's names: here each is a connection. All absent: the service brings its model along. Source: screens §16.4.
 * @public
 */
export function modelUriOf(service: InferenceService): ModelLocation {
  const { model } = service.spec.predictor;
  if (!model) return {};
  const notes = service.metadata.annotations ?? {};
  const connection =
    model.storage?.key ||
    notes[annotations.connections] ||
    notes[annotations.storageSecretName] ||
    undefined;
  const uri = model.storageUri?.trim();
  if (uri) return { uri, connection };
  const path = model.storage?.path ?? notes[annotations.connectionPath];
  return { connection, path: path?.trim().replace(/^\/+/, '') || undefined };
}

/**
 * The full URI of a service's model: its `storageUri`, or `s3://<bucket>/<path>` from its connection. Undefined if it
 * has no model or the bucket is not known.
 *
 * @param options - `bucketOf`: bucket of a connection of the service's namespace
 * @public
 */
export function resolveModelUri(options: {
  readonly service: InferenceService;
  readonly bucketOf: (connection: string) => string | undefined;
}): string | undefined {
  const { uri, connection, path } = modelUriOf(options.service);
  if (uri) return uri;
  const parameters = options.service.spec.predictor.model?.storage?.parameters;
  const bucket =
    parameters?.bucket ?? (connection && options.bucketOf(connection));
  return bucket && path ? `s3://${bucket}/${path}` : undefined;
}
