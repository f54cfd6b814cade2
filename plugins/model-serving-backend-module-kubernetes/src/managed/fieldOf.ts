import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';

/** Words of a refusal, and the field that they mean; the first that fits. */
type Fields = readonly (readonly [RegExp, string])[];

const OF_ALL: Fields = [[/unknown field "([^"]+)"/, '$1']];

/** Source: kserve-resources §5. */
const OF_SERVICES: Fields = [
  [
    /deploymentMode cannot be changed/,
    'metadata.annotations[serving.kserve.io/deploymentMode]',
  ],
  [
    /autoscaler(Class)? .*(not supported|is not a supported)|unknown autoscaler class/i,
    'metadata.annotations[serving.kserve.io/autoscalerClass]',
  ],
  [/a InferenceService name must consist|invalid domain name/, 'metadata.name'],
  [/canary\[(\d+)\] predictor\.name/, 'spec.canary[$1].predictor.name'],
  [/canary\[(\d+)\]/, 'spec.canary[$1]'],
  [/canary .*(trafficPercent|sum of)|sum of canary/, 'spec.canary'],
  [/^canary |: canary /, 'spec.canary'],
  [
    /hardware profile '/i,
    'metadata.annotations[opendatahub.io/hardware-profile-name]',
  ],
  [/Unknown GPU resource type/, 'spec.predictor.model.resources'],
  [
    /Multinode only supports 'none' autoscaler/,
    'metadata.annotations[serving.kserve.io/autoscalerClass]',
  ],
  [
    /Multinode only supports .* Storage|StorageURI must be set for multinode/,
    'spec.predictor.model.storageUri',
  ],
  [/workerSpec|WorkerSpec/, 'spec.predictor.workerSpec'],
  [
    /must provide only one of storageUri and storage\.path/,
    'spec.predictor.model.storage.path',
  ],
  [/storageUri|StorageURI/, 'spec.predictor.model.storageUri'],
  [/storage type|storage key|storage\.spec/, 'spec.predictor.model.storage'],
  [
    /min ?replicas? cannot be less than 0|minReplicas/i,
    'spec.predictor.minReplicas',
  ],
  [
    /max ?replicas? cannot be (less|smaller)|maxReplicas/i,
    'spec.predictor.maxReplicas',
  ],
  [
    /parallelism cannot be less than 0|containerConcurrency/,
    'spec.predictor.containerConcurrency',
  ],
  [
    /is not a supported metric|ScaleMetric is not supported/,
    'spec.predictor.scaleMetric',
  ],
  [
    /target (utilization percentage|memory|for rps) should be/,
    'spec.predictor.scaleTarget',
  ],
  [
    /metricSpec\.|metric source type|KEDA metric type|the query should not|the target threshold|target value type|resource type .* is not supported/,
    'spec.predictor.autoScaling.metrics',
  ],
  [/deploymentStrategy/, 'spec.predictor.deploymentStrategy'],
  [/must be specified in ExplainerSpec/, 'spec.explainer'],
  [/must be specified in TransformerSpec/, 'spec.transformer'],
  [/must be specified in (PredictorSpec|ComponentSpec)/, 'spec.predictor'],
  [/runtime|no runtime found/i, 'spec.predictor.model.runtime'],
];

/** Source: kserve-resources §10. */
const OF_GRAPHS: Fields = [
  [/a InferenceGraph name must consist/, 'metadata.name'],
  [/root node not found/, 'spec.nodes'],
  [/^Node "([^"]+)" of InferenceGraph/, 'spec.nodes.$1.steps'],
  [/^Step (\d+) \("[^"]*"\) in node "([^"]+)"/, 'spec.nodes.$2.steps[$1]'],
  [/^InferenceGraph\[[^\]]*\] Node\[([^\]]+)\]/, 'spec.nodes.$1.steps'],
  [/min ?replicas/i, 'spec.minReplicas'],
  [/max ?replicas/i, 'spec.maxReplicas'],
];

const BY_KIND: Readonly<Partial<Record<ServingKind, Fields>>> = {
  InferenceService: OF_SERVICES,
  InferenceGraph: OF_GRAPHS,
};

/** The field that a refusal of a webhook's, in words, is about; empty if they do not tell. */
export function fieldOf(kind: ServingKind, words: string): string {
  for (const [pattern, path] of [...OF_ALL, ...(BY_KIND[kind] ?? [])]) {
    const found = pattern.exec(words);
    if (found)
      return path.replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? '');
  }
  return '';
}
