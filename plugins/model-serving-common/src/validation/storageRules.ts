import { annotations, MODEL_MOUNT_PATH } from '../constants';
import { selectStorageContainer } from './storageContainers';
import { modelUriOf } from '../pod';
import { StorageUri } from '../resources';
import { Rule, RuleContext } from './rule';
import {
  kserveUriProblem,
  s3PathProblem,
  schemeOf,
  uriProblem,
} from './storageUri';

const MODEL = 'spec.predictor.model';
const CONNECTIONS = `metadata.annotations[${annotations.connections}]`;

/** Rule 7: where the model lies. */
export const storageRules: Rule = context => {
  const { model } = context.predictor;
  storageUriLists(context);
  if (!model) return;
  if (model.storageUri !== undefined && model.storage?.path) {
    // KServe lets it in, and fails later
    const report = (path: string, message: string) =>
      context.profile === 'kserve'
        ? context.messages.warn(path, message)
        : context.messages.error(path, message);
    report(
      `${MODEL}.storageUri`,
      'must provide only one of storageUri and storage.path',
    );
  }
  if (model.storageUri !== undefined) uriRules(model.storageUri, context);
  if (context.profile === 'greenroom') connectionRules(context);
};

function uriRules(uri: string, context: RuleContext): void {
  const { settings, profile, messages, facts, predictor } = context;
  const path = `${MODEL}.storageUri`;
  const fetcher = selectStorageContainer({
    containers: facts.storageContainers ?? [],
    uri,
    name: predictor.storageContainerName,
  });
  if (!fetcher.container && fetcher.problem) {
    messages.warn('spec.predictor.storageContainerName', fetcher.problem);
  }
  if (profile === 'kserve') {
    const problem = fetcher.container ? undefined : kserveUriProblem(uri);
    if (problem) messages.warn(path, problem);
    return;
  }
  const trimmed = uri.trim();
  if (trimmed === '') {
    messages.error(
      path,
      'is empty; name where the model lies, or leave it out',
    );
    return;
  }
  const scheme = schemeOf(trimmed);
  if (!settings.storageSchemes.includes(scheme)) {
    const known = settings.storageSchemes.map(name => `${name}://`).join(', ');
    messages.error(
      path,
      `this cluster cannot fetch ${scheme}:// models; it fetches ${
        known || 'none'
      }`,
    );
    return;
  }
  const problem = uriProblem(trimmed);
  if (problem) messages.error(path, `${trimmed}: ${problem}`);
}

function connectionRules(context: RuleContext): void {
  const { service, facts, messages, settings } = context;
  const { model } = context.predictor;
  const location = modelUriOf(service);
  if (!location.uri && !location.connection && !location.path) {
    messages.warn(
      MODEL,
      'no model location is given; the server starts without a model',
    );
    return;
  }
  const path = model?.storage?.key ? `${MODEL}.storage.key` : CONNECTIONS;
  if (!location.connection) {
    if (!location.uri) {
      messages.error(
        `${MODEL}.storage.key`,
        'is required with storage.path: the connection whose bucket holds the path',
      );
    } else if (
      context.predictor.serviceAccountName &&
      !/^(pvc|file):/.test(location.uri.trim())
    ) {
      messages.warn(
        'spec.predictor.serviceAccountName',
        'the keys in its Secrets do not fetch the model here, as they do with KServe: name a connection of the project in model.storage.key, unless anybody may read the model',
      );
    }
    return;
  }
  const connection = facts.connections.find(
    entry => entry.name === location.connection,
  );
  if (!connection) {
    messages.error(
      path,
      `there is no connection "${location.connection}" in the project "${service.metadata.namespace}"`,
    );
    return;
  }
  if (!connection.ready) {
    messages.warn(
      path,
      `the connection "${connection.name}" has not passed a test; the model may not be fetched`,
    );
  }
  // A connection that is a URI says by itself where the model lies
  const isPlace = connection.type === 'uri-v1' && !location.path;
  if (location.uri || isPlace) return;
  if (connection.type !== 's3') {
    messages.error(
      path,
      `the connection "${connection.name}" is of type ${connection.type}; a path needs one with a bucket (s3)`,
    );
  } else if (!settings.storageSchemes.includes('s3')) {
    messages.error(path, 'this cluster cannot fetch s3:// models');
  }
  const problem = s3PathProblem(location.path ?? '');
  if (problem) messages.error(`${MODEL}.storage.path`, problem);
}

/** Several downloads, kserve-resources §5.2. */
function storageUriLists(context: RuleContext): void {
  const { service, predictor, messages } = context;
  if (predictor.model?.storageUri && predictor.storageUris) {
    messages.error(
      'spec.predictor.storageUris',
      'Setting both StorageURI and StorageURIs is not supported.',
    );
  }
  for (const name of ['transformer', 'explainer', 'predictor'] as const) {
    const path = `spec.${name}.storageUris`;
    const downloads = (service.spec[name]?.storageUris ?? []).map(
      ({ uri, mountPath = MODEL_MOUNT_PATH }) => ({ uri, mountPath }),
    );
    for (const [i, { uri, mountPath }] of downloads.entries()) {
      if (uri === '') {
        messages.error(`${path}[${i}].uri`, 'storage URI cannot be empty');
      }
      const problem = mountPathProblem(mountPath);
      if (problem) messages.error(`${path}[${i}].mountPath`, problem);
    }
    const problem = listProblem(downloads, context);
    if (problem) messages.error(path, problem);
  }
}

function mountPathProblem(mountPath: string): string | undefined {
  if (mountPath === '/') return 'storage path cannot be empty';
  if (!mountPath.startsWith('/')) {
    return `storage path must be absolute: ${mountPath}`;
  }
  return mountPath.includes('..')
    ? `storage path cannot contain '..' for security reasons: ${mountPath}`
    : undefined;
}

function listProblem(
  downloads: readonly Required<StorageUri>[],
  { profile }: RuleContext,
): string | undefined {
  const claims = downloads.filter(({ uri }) => schemeOf(uri) === 'pvc');
  const others = downloads.filter(download => !claims.includes(download));
  // Upstream checks neither where at most one is no claim
  if (profile === 'kserve' && others.length < 2) return undefined;
  if (new Set(claims.map(claim => claim.mountPath)).size < claims.length) {
    return 'PVC storage paths must be unique';
  }
  const roots = new Set(others.map(({ mountPath }) => mountPath.split('/')[1]));
  if (others.length > 1 && roots.size > 1) {
    const paths = others.map(({ mountPath }) => mountPath).join(' ');
    return `storage paths must have a common parent directory. Current paths: [${paths}] have no common parent beyond root`;
  }
  return undefined;
}
