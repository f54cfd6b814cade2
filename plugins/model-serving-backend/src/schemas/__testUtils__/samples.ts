/** Good InferenceServices of every form that a native cluster serves; the connection `models` is an S3 one. */
export const sampleServices: readonly object[] = [
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
  sample({ sklearn: { storageUri: 's3://bucket/iris', protocolVersion: 'v2' } }),
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
export const kserveServices: readonly object[] = [
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

function sample(predictor: object, more: object = {}): object {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations: {}, labels: {} },
    spec: { predictor, ...more },
  };
}
