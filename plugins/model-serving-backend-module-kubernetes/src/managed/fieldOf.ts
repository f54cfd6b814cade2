/** Which field KServe's webhooks mean, by words of theirs; the first that fits. Source: kserve-resources §5. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/unknown field "([^"]+)"/, '$1'],
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

/** The field that a refusal in words is about, empty if they do not tell. */
export function fieldOf(words: string): string {
  for (const [pattern, path] of FIELDS) {
    const found = pattern.exec(words);
    if (found)
      return path.replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? '');
  }
  return '';
}
