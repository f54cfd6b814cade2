/** Good InferenceServices of every form that a native cluster serves; the connection `models` is an S3 one. */
export const sampleServices: readonly Sample[] = [
  sample({
    minReplicas: 1,
    model: {
      modelFormat: { name: 'onnx', version: '1' },
      storage: { key: 'models', path: 'iris/model.onnx' },
      args: ['--threads=2'],
      env: [{ name: 'LOG_LEVEL', value: 'info' }],
      resources: { limits: { memory: '2Gi' } },
    },
  }),
  sample({
    sklearn: { storageUri: 's3://bucket/iris', protocolVersion: 'v2' },
  }),
  sample({
    model: {
      modelFormat: { name: 'sklearn' },
      runtime: 'sklearnserver',
      storageUri: 's3://bucket/iris',
    },
    containers: [{ name: 'side', image: 'example/side:1' }],
    nodeSelector: { disk: 'ssd' },
  }),
  sample({
    containers: [
      {
        image: 'example/app:1',
        env: [{ name: 'PROTOCOL', value: 'v2' }],
        ports: [{ containerPort: 8080 }],
        readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
      },
    ],
    scaleMetric: 'concurrency',
    scaleTarget: 10,
    maxReplicas: 3,
  }),
  sample(
    {
      model: {
        modelFormat: { name: 'onnx' },
        storageUri: 's3://bucket/iris',
      },
    },
    {
      transformer: {
        containers: [{ name: 'kserve-container', image: 'example/app:1' }],
        minReplicas: 2,
      },
      explainer: {
        containers: [{ image: 'example/explain:1', args: ['--x'] }],
      },
    },
  ),
  sample({
    model: { modelFormat: { name: 'onnx' }, storageUri: 's3://bucket/iris' },
    autoScaling: {
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: 80 },
          },
        },
      ],
    },
  }),
];

/** Good ones with what only clusters that run KServe do. */
export const kserveServices: readonly Sample[] = [
  sample({
    name: 'stable',
    model: {
      modelFormat: { name: 'onnx' },
      storageUri: 's3://bucket/iris',
      confidential: { enabled: true, resourceId: 'kbs:///a/b/c' },
    },
    logger: { mode: 'all', url: 'http://logs' },
    batcher: { maxBatchSize: 8 },
    storageUris: [{ uri: 's3://bucket/extra', mountPath: '/mnt/extra' }],
    workerSpec: { containers: [{ name: 'worker-container', image: 'a:1' }] },
  }),
  sample(
    { model: { modelFormat: { name: 'onnx' }, storageUri: 's3://bucket/a' } },
    {
      canary: [
        {
          predictor: {
            name: 'next',
            model: {
              modelFormat: { name: 'onnx' },
              storageUri: 's3://bucket/b',
            },
          },
          trafficPercent: 20,
        },
      ],
      explainer: { art: { type: 'SquareAttack', config: { nb_classes: '3' } } },
    },
  ),
];

/** A good resource of every other kind that is stored. */
export const otherSamples: readonly Sample[] = [
  ...(['ServingRuntime', 'ClusterServingRuntime'] as const).map(kind =>
    other(kind, 'v1alpha1', {
      supportedModelFormats: [
        { name: 'onnx', version: '1', autoSelect: true, priority: 1 },
      ],
      protocolVersions: ['v2'],
      containers: [
        {
          name: 'kserve-container',
          image: 'example/server:1.0',
          args: ['--model_name={{.Name}}'],
        },
      ],
    }),
  ),
  other('InferenceGraph', 'v1alpha1', {
    nodes: {
      root: {
        routerType: 'Splitter',
        steps: [
          { serviceName: 'a', weight: 80 },
          { nodeName: 'next', weight: 20 },
        ],
      },
      next: { routerType: 'Sequence', steps: [{ serviceName: 'b' }] },
    },
  }),
  other('TrainedModel', 'v1alpha1', {
    inferenceService: 'iris',
    model: { framework: 'onnx', memory: '1Gi', storageUri: 's3://a/b' },
  }),
  other('ClusterStorageContainer', 'v1alpha1', {
    container: { name: 'storage-initializer', image: 'example/fetch:1' },
    supportedUriFormats: [{ prefix: 'custom://' }, { regex: 'a(b)*' }],
  }),
  other('LocalModelCache', 'v1alpha1', cached()),
  other('LocalModelNamespaceCache', 'v1alpha1', cached()),
  other('LocalModelNodeGroup', 'v1alpha1', {
    storageLimit: '10Gi',
    persistentVolumeSpec: { accessModes: ['ReadWriteOnce'] },
    persistentVolumeClaimSpec: { accessModes: ['ReadWriteOnce'] },
  }),
  other('LLMInferenceService', 'v1alpha2', {
    model: { uri: 'hf://owner/model', name: 'model' },
    replicas: 1,
  }),
];

/** A good resource. */
export interface Sample {
  readonly kind: string;
}

function cached(): object {
  return { sourceModelUri: 's3://a/b', modelSize: '1Gi', nodeGroups: ['a'] };
}

function other(kind: string, version: string, spec: object): Sample {
  return {
    apiVersion: `serving.kserve.io/${version}`,
    kind,
    metadata: { name: 'a', namespace: 'demo', annotations: {}, labels: {} },
    spec,
  } as Sample;
}

function sample(predictor: object, more: object = {}): Sample {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations: {}, labels: {} },
    spec: { predictor, ...more },
  } as Sample;
}
