import { irisService, localSettings } from '../__fixtures__';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';
import { defaultInferenceService } from './defaultInferenceService';
import { ModelCache } from './localModel';

const PREFIX = 'internal.serving.kserve.io';

function cache(
  name: string,
  sourceModelUri: string,
  nodeGroups: string[],
  namespace?: string,
): ModelCache {
  const spec = { sourceModelUri, nodeGroups, modelSize: '1Gi' };
  const apiVersion = 'serving.kserve.io/v1alpha1';
  return namespace === undefined
    ? { apiVersion, kind: 'LocalModelCache', metadata: { name }, spec }
    : {
        apiVersion,
        kind: 'LocalModelNamespaceCache',
        metadata: { name, namespace },
        spec,
      };
}

const llama = cache('llama', 's3://m/llama', ['gpu', 'cpu']);
const ours = cache('ours', 's3://m/llama', ['fast'], 'demo');
const theirs = cache('theirs', 's3://m/llama', ['fast'], 'other');

function keysOf(given: {
  uri?: string;
  caches?: readonly ModelCache[];
  metadata?: object;
  settings?: Partial<ClusterSettings>;
}) {
  const { metadata } = defaultInferenceService({
    resource: irisService((s: InferenceService) => {
      s.spec.predictor.model = {
        modelFormat: { name: 'onnx' },
        storageUri: given.uri ?? 's3://m/llama/v2',
      };
      Object.assign(s.metadata, given.metadata);
    }),
    settings: { ...localSettings, localModelCaches: true, ...given.settings },
    caches: given.caches ?? [llama],
  });
  return Object.fromEntries(
    Object.entries({ ...metadata.labels, ...metadata.annotations }).filter(
      ([key]) => key.startsWith(PREFIX),
    ),
  );
}

const cluster = {
  [`${PREFIX}/localmodel`]: 'llama',
  [`${PREFIX}/localmodel-sourceuri`]: 's3://m/llama',
  [`${PREFIX}/localmodel-pvc-name`]: 'llama-gpu',
};
const namespaced = {
  [`${PREFIX}/localmodel`]: 'ours',
  [`${PREFIX}/localmodel-namespace`]: 'demo',
  [`${PREFIX}/localmodel-sourceuri`]: 's3://m/llama',
  [`${PREFIX}/localmodel-pvc-name`]: 'ours-fast',
};
/** Keys with a source or a claim are annotations, the others labels. */
function inMetadata(keys: Record<string, string>) {
  const entries = Object.entries(keys);
  const isNote = (key: string) => /-(sourceuri|pvc-name)$/.test(key);
  return {
    labels: Object.fromEntries(entries.filter(([key]) => !isNote(key))),
    annotations: Object.fromEntries(entries.filter(([key]) => isNote(key))),
  };
}
const noted = (key: string, value: string) => ({
  metadata: { annotations: { [`serving.kserve.io/${key}`]: value } },
});

describe('the local cache of a model', () => {
  it.each`
    situation                               | given                                            | keys
    ${'a model below the cached one'}       | ${{}}                                            | ${cluster}
    ${'the cached one itself'}              | ${{ uri: 's3://m/llama/' }}                      | ${cluster}
    ${'one that only begins alike'}         | ${{ uri: 's3://m/llama-evil' }}                  | ${{}}
    ${'another bucket'}                     | ${{ uri: 's3://n/llama' }}                       | ${{}}
    ${'a cache of the project comes first'} | ${{ caches: [llama, ours] }}                     | ${namespaced}
    ${'one of another project is none'}     | ${{ caches: [theirs] }}                          | ${{}}
    ${'a node group that the cache has'}    | ${noted('nodegroup', 'cpu')}                     | ${{ ...cluster, [`${PREFIX}/localmodel-pvc-name`]: 'llama-cpu' }}
    ${'a node group that it does not have'} | ${noted('nodegroup', 'tpu')}                     | ${{}}
    ${'switched off by the service'}        | ${noted('disable-localmodel', 'true')}           | ${{}}
    ${'switched off by the cluster'}        | ${{ settings: { localModelCaches: false } }}     | ${{}}
    ${'a former cache is forgotten'}        | ${{ caches: [], metadata: inMetadata(cluster) }} | ${{}}
    ${'a former namespace is forgotten'}    | ${{ metadata: inMetadata(namespaced) }}          | ${cluster}
  `('$situation', ({ given, keys }) => {
    expect(keysOf(given)).toEqual(keys);
  });

  it('leaves other labels alone', () => {
    const { metadata } = defaultInferenceService({
      resource: irisService(s => {
        s.metadata.labels = { team: 'a' };
      }),
      settings: { ...localSettings, localModelCaches: true },
      caches: [llama],
    });
    expect(metadata.labels).toEqual({ team: 'a' });
  });
});
