import { assemble, assembled, model, container } from '../__fixtures__/pod';

describe('assemblePod', () => {
  it('makes a pod of runtime and service', () => {
    const { pod, modelName, protocol } = assembled({});
    expect(pod).toEqual({
      labels: {
        app: 'isvc.iris-predictor',
        component: 'predictor',
        'serving.kserve.io/inferenceservice': 'iris',
      },
      annotations: {},
      spec: {
        containers: [
          {
            name: 'kserve-container',
            image: 'greenroom/model-server:1.0',
            args: ['--model_name=iris', '--http_port=8080'],
            env: [
              { name: 'LOG_LEVEL', value: 'info' },
              { name: 'INFERENCE_SERVICE_NAME', value: 'iris' },
            ],
            resources: {
              requests: { cpu: '500m', memory: '512Mi' },
              limits: { cpu: '1', memory: '1Gi' },
            },
          },
        ],
      },
    });
    expect({ modelName, protocol }).toEqual({
      modelName: 'iris',
      protocol: 'v2',
    });
  });

  it.each`
    rule                                             | change                                                                                    | field                | expected
    ${'arguments follow those of the runtime'}       | ${{ args: ['--x'] }}                                                                      | ${'args'}            | ${['--model_name=iris', '--http_port=8080', '--x']}
    ${'a command replaces'}                          | ${{ command: ['serve'] }}                                                                 | ${'command'}         | ${['serve']}
    ${'a limit keeps the other limits and requests'} | ${{ resources: { limits: { cpu: '2' } } }}                                                | ${'resources'}       | ${{ requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } }}
    ${'variables merge by name'}                     | ${{ env: [{ name: 'LOG_LEVEL', value: 'debug' }, { name: 'A', value: '1' }] }}            | ${'env'}             | ${[{ name: 'LOG_LEVEL', value: 'debug' }, { name: 'A', value: '1' }, { name: 'INFERENCE_SERVICE_NAME', value: 'iris' }]}
    ${'a source drops the inherited value'}          | ${{ env: [{ name: 'LOG_LEVEL', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }} | ${'env'}             | ${[{ name: 'LOG_LEVEL', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }, { name: 'INFERENCE_SERVICE_NAME', value: 'iris' }]}
    ${'the service name cannot be overwritten'}      | ${{ env: [{ name: 'INFERENCE_SERVICE_NAME', value: 'other' }] }}                          | ${'env'}             | ${[{ name: 'LOG_LEVEL', value: 'info' }, { name: 'INFERENCE_SERVICE_NAME', value: 'iris' }]}
    ${'an unknown field is kept'}                    | ${{ securityContext: { runAsUser: 1 } }}                                                  | ${'securityContext'} | ${{ runAsUser: 1 }}
  `('$rule', ({ change, field, expected }) => {
    expect(assembled({ service: model(change) }).container[field]).toEqual(
      expected,
    );
  });

  it.each`
    where                         | list              | runtime                                 | user                                                             | expected
    ${'ports by number'}          | ${'ports'}        | ${[{ containerPort: 8080, name: 'a' }]} | ${[{ containerPort: 8080, name: 'b' }, { containerPort: 9000 }]} | ${[{ containerPort: 8080, name: 'b' }, { containerPort: 9000 }]}
    ${'mounts by path'}           | ${'volumeMounts'} | ${[{ name: 'a', mountPath: '/a' }]}     | ${[{ name: 'b', mountPath: '/b' }]}                              | ${[{ name: 'a', mountPath: '/a' }, { name: 'b', mountPath: '/b' }]}
    ${'other lists are replaced'} | ${'envFrom'}      | ${[{ prefix: 'a' }]}                    | ${[{ prefix: 'b' }]}                                             | ${[{ prefix: 'b' }]}
  `('merges $where', ({ list, runtime, user, expected }) => {
    const result = assembled({
      runtime: container({ [list]: runtime }),
      service: model({ [list]: user }),
    });
    expect(result.container[list]).toEqual(expected);
  });

  it('inherits the pod fields of the runtime, the predictor wins', () => {
    const { pod } = assembled({
      runtime: r => {
        r.spec.nodeSelector = { disk: 'ssd', zone: 'a' };
        r.spec.volumes = [{ name: 'cache', emptyDir: {} }];
        r.spec.hostIPC = true;
      },
      service: s => {
        s.spec.predictor.nodeSelector = { zone: 'b' };
        s.spec.predictor.volumes = [{ name: 'more', emptyDir: {} }];
        s.spec.predictor.serviceAccountName = 'iris';
      },
    });
    expect(pod.spec).toMatchObject({
      nodeSelector: { disk: 'ssd', zone: 'b' },
      volumes: [{ name: 'cache' }, { name: 'more' }],
      serviceAccountName: 'iris',
      hostIPC: true,
    });
    expect(pod.spec).not.toHaveProperty('model');
    expect(pod.spec).not.toHaveProperty('minReplicas');
  });

  it('layers labels and annotations: runtime, service, component, fixed ones', () => {
    const { pod } = assembled({
      runtime: r => {
        r.spec.labels = { a: 'runtime', b: 'runtime', c: 'runtime' };
        r.spec.annotations = { 'prometheus.kserve.io/port': '8080' };
      },
      service: s => {
        s.metadata.labels = { b: 'service', c: 'service', app: 'mine' };
        s.metadata.annotations = {
          modelFormat: 'onnx',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'example.com/kept': 'yes',
        };
        s.spec.predictor.labels = { c: 'component' };
      },
    });
    expect(pod.labels).toMatchObject({
      a: 'runtime',
      b: 'service',
      c: 'component',
      app: 'isvc.iris-predictor',
    });
    expect(pod.annotations).toEqual({
      'prometheus.kserve.io/port': '8080',
      'example.com/kept': 'yes',
    });
  });

  it('keeps sidecars: transformer first, those of the runtime, those of the predictor', () => {
    const { pod } = assembled({
      runtime: r =>
        r.spec.containers.unshift({ name: 'agent', image: 'agent:1' }),
      service: s => {
        s.spec.predictor.containers = [
          { name: 'extra', image: 'extra:1' },
          { name: 'transformer-container', image: 't:1' },
          { name: 'agent', args: ['--more'] },
        ];
      },
    });
    expect(pod.spec.containers?.map(c => c.name)).toEqual([
      'kserve-container',
      'transformer-container',
      'agent',
      'extra',
    ]);
    expect(pod.spec.containers?.[2]).toMatchObject({
      image: 'agent:1',
      args: ['--more'],
    });
  });

  it.each`
    situation                          | image                        | change                                                  | serverType              | expected
    ${'runtimeVersion replaces a tag'} | ${'tfserving:1.14'}          | ${{ runtimeVersion: '2.6.2' }}                          | ${undefined}            | ${'tfserving:2.6.2'}
    ${'or is appended'}                | ${'tfserving'}               | ${{ runtimeVersion: '2.6.2' }}                          | ${undefined}            | ${'tfserving:2.6.2'}
    ${'a registry port is no tag'}     | ${'reg:5000/tfserving'}      | ${{ runtimeVersion: '2.6.2' }}                          | ${undefined}            | ${'reg:5000/tfserving:2.6.2'}
    ${'a digest stays'}                | ${'a@sha256:0123'}           | ${{ runtimeVersion: '2' }}                              | ${undefined}            | ${'a@sha256:0123'}
    ${'a GPU takes the GPU image'}     | ${'tfserving:1.14.0'}        | ${{ resources: { limits: { 'nvidia.com/gpu': '1' } } }} | ${'tensorflow-serving'} | ${'tfserving:1.14.0-gpu'}
    ${'unless it is one already'}      | ${'tfserving:1.14.0-gpu'}    | ${{ resources: { limits: { 'nvidia.com/gpu': '1' } } }} | ${'tensorflow-serving'} | ${'tfserving:1.14.0-gpu'}
    ${'vLLM without GPU: the CPU one'} | ${'vllm/vllm-openai:latest'} | ${{}}                                                   | ${'vllmserver'}         | ${'vllm/vllm-openai-cpu:latest'}
    ${'with one of AMD: untouched'}    | ${'vllm/vllm-openai:latest'} | ${{ resources: { limits: { 'amd.com/gpu': '1' } } }}    | ${'vllmserver'}         | ${'vllm/vllm-openai:latest'}
    ${'other servers: untouched'}      | ${'mine:1'}                  | ${{ resources: { limits: { 'nvidia.com/gpu': '1' } } }} | ${'mlserver'}           | ${'mine:1'}
  `('image: $situation', ({ image, change, serverType, expected }) => {
    const result = assembled({
      runtime: r => {
        container({ image })(r);
        if (serverType) {
          r.metadata.annotations = {
            'serving.kserve.io/server-type': serverType,
          };
        }
      },
      service: model(change),
    });
    expect(result.container.image).toBe(expected);
  });

  it('takes a vLLM on AMD for one without GPU in profile kserve', () => {
    const { container: c } = assembled({
      profile: 'kserve',
      runtime: r => {
        container({ image: 'vllm:1' })(r);
        r.metadata.name = 'kserve-vllmserver';
      },
      service: model({ resources: { limits: { 'amd.com/gpu': '1' } } }),
    });
    expect(c.image).toBe('vllm-cpu:1');
  });

  it.each`
    profile        | reason
    ${'kserve'}    | ${'ReconcileFailed'}
    ${'greenroom'} | ${'InvalidPredictorSpec'}
  `(
    'a request above the merged limit is $reason in $profile',
    ({ profile, reason }) => {
      expect(
        assemble({
          profile,
          service: model({ resources: { requests: { memory: '4Gi' } } }),
        }),
      ).toEqual({
        ok: false,
        failure: {
          reason,
          message:
            'resources.requests: Invalid value: "4Gi": must be less than or equal to memory limit of 1Gi',
        },
      });
    },
  );

  it('replaces a probe of another kind, which gives two handlers in profile kserve', () => {
    const options = {
      runtime: container({
        readinessProbe: {
          httpGet: { path: '/', port: 8080 },
          periodSeconds: 5,
        },
      }),
      service: model({ readinessProbe: { tcpSocket: { port: 9000 } } }),
    };
    expect(assembled(options).container.readinessProbe).toEqual({
      tcpSocket: { port: 9000 },
      periodSeconds: 5,
    });
    expect(assemble({ ...options, profile: 'kserve' })).toMatchObject({
      ok: false,
      failure: {
        message:
          'readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
      },
    });
  });

  it('needs the serving container in the runtime', () => {
    expect(assemble({ runtime: container({ name: 'other' }) })).toEqual({
      ok: false,
      failure: {
        reason: 'InvalidPredictorSpec',
        message: 'failed to find kserve-container in ServingRuntime containers',
      },
    });
  });

  it('gives MLServer its variables and the label that its runtime reads', () => {
    const result = assembled({
      runtime: r => {
        r.metadata.name = 'kserve-mlserver';
        container({
          env: [{ name: 'IMPL', value: '{{.Labels.modelClass}}' }],
          args: [],
        })(r);
      },
      service: s => {
        model({
          modelFormat: { name: 'sklearn' },
          env: [{ name: 'MLSERVER_MODEL_NAME', value: 'mine' }],
        })(s);
      },
    });
    expect(result.modelName).toBe('mine');
    expect(result.pod.labels.modelClass).toBe('mlserver_sklearn.SKLearnModel');
    expect(result.container.env).toEqual([
      { name: 'IMPL', value: 'mlserver_sklearn.SKLearnModel' },
      { name: 'MLSERVER_MODEL_NAME', value: 'mine' },
      { name: 'MLSERVER_MODEL_URI', value: '/mnt/models' },
      { name: 'INFERENCE_SERVICE_NAME', value: 'iris' },
    ]);
  });

  it.each`
    args                                        | greenroom | kserve
    ${['--model_name=x']}                       | ${'x'}    | ${'x'}
    ${['--model_name', 'x']}                    | ${'x'}    | ${'x'}
    ${['--model_name=x', '--model_name=y']}     | ${'y'}    | ${'y'}
    ${['--model_name x']}                       | ${'iris'} | ${'iris'}
    ${['--model_name=x', 'z']}                  | ${'x'}    | ${'z'}
    ${['--model_name_prefix', 'p']}             | ${'iris'} | ${'p'}
    ${['--model_name', '--verbose']}            | ${'iris'} | ${'iris'}
    ${['--served-model-name', 'chat', 'alias']} | ${'chat'} | ${'chat'}
  `(
    'the model of $args is called $greenroom ($kserve in KServe)',
    ({ args, greenroom, kserve }) => {
      const service = model({ args });
      const runtime = container({ args: [] });
      expect(assembled({ service, runtime }).modelName).toBe(greenroom);
      expect(assembled({ service, runtime, profile: 'kserve' }).modelName).toBe(
        kserve,
      );
    },
  );
});
