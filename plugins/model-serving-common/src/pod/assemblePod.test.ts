import { irisService, localSettings, onnxRuntime } from '../__fixtures__';
import { Container, InferenceService, ServingRuntime } from '../resources';
import { Profile } from '../settings';
import { assemblePod } from './assemblePod';

function assemble(options: {
  service?: (service: InferenceService) => void;
  runtime?: (runtime: ServingRuntime) => void;
  profile?: Profile;
}) {
  return assemblePod({
    service: irisService(options.service),
    component: 'predictor',
    runtime: onnxRuntime(options.runtime),
    settings: { ...localSettings, profile: options.profile ?? 'greenroom' },
  });
}

function assembled(options: Parameters<typeof assemble>[0]) {
  const result = assemble(options);
  if (!result.ok) throw new Error(result.failure.message);
  return { ...result, container: result.pod.spec.containers?.[0] ?? {} };
}

function model(change: Partial<Container> & Record<string, unknown>) {
  return (service: InferenceService) => {
    Object.assign(service.spec.predictor.model ?? {}, change);
  };
}

function container(change: Partial<Container>) {
  return (runtime: ServingRuntime) => {
    Object.assign(runtime.spec.containers[0], change);
  };
}

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

  describe('placeholders', () => {
    it.each`
      text                            | expected
      ${'{{.Name}}'}                  | ${'iris'}
      ${'{{ .Namespace }}/{{.Name}}'} | ${'demo/iris'}
      ${'--team={{.Labels.team}}'}    | ${'--team=a+b "c"'}
      ${'{{.Annotations.note}}'}      | ${'{{.Name}} \\ stays'}
      ${'{"a":{"b":1}}'}              | ${'{"a":{"b":1}}'}
    `('$text → $expected', ({ text, expected }) => {
      const { container: c } = assembled({
        runtime: container({ args: [text] }),
        service: s => {
          s.metadata.labels = { team: 'a+b "c"' };
          s.metadata.annotations = { note: '{{.Name}} \\ stays' };
        },
      });
      expect(c.args).toEqual([expected]);
    });

    it.each`
      text                  | profile        | says
      ${'{{.Labels.gone}}'} | ${'greenroom'} | ${'the label "gone" is not set on the InferenceService'}
      ${'{{.UID}}'}         | ${'greenroom'} | ${'"{{.UID}}" is none of'}
      ${'{{ printf "x" }}'} | ${'kserve'}    | ${'is none of'}
      ${'{{.Name'}          | ${'greenroom'} | ${'does not close it'}
    `('$text fails in $profile', ({ text, profile, says }) => {
      const result = assemble({
        profile,
        runtime: container({ args: [text] }),
      });
      expect(result).toMatchObject({
        ok: false,
        failure: { reason: 'InvalidPredictorSpec' },
      });
      const message = result.ok ? '' : result.failure.message;
      expect(message).toContain(says);
      expect(message).toMatch(
        /^failed to replace placeholders in serving runtime greenroom-onnx Container kserve-container/,
      );
    });

    it('are escaped, and empty where absent, in profile kserve', () => {
      const { container: c } = assembled({
        profile: 'kserve',
        runtime: container({
          args: ['{{.Labels.team}}', '-{{.Labels.gone}}-'],
        }),
        service: s => {
          s.metadata.labels = { team: `a+b"'&<>` };
        },
      });
      expect(c.args).toEqual(['a&#43;b&#34;&#39;&amp;&lt;&gt;', '--']);
      const failing = assemble({
        profile: 'kserve',
        runtime: container({ args: ['{{.Labels.team}}'] }),
        service: s => {
          s.metadata.labels = { team: 'a\\b' };
        },
      });
      expect(failing.ok).toBe(false);
    });
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

  it('says where each line of the configuration comes from', () => {
    const { configuration } = assembled({
      service: model({
        args: ['--x'],
        env: [
          {
            name: 'KEY',
            valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } },
          },
        ],
        resources: { limits: { cpu: '2' } },
      }),
    });
    expect(
      configuration.map(
        ({ section, name, value, origin }) =>
          `${section} ${name}: ${value} (${origin})`,
      ),
    ).toEqual([
      'image image: greenroom/model-server:1.0 (runtime)',
      'arguments 1: --model_name=iris (runtime)',
      'arguments 2: --http_port=8080 (runtime)',
      'arguments 3: --x (deployment)',
      'environment LOG_LEVEL: info (runtime)',
      'environment KEY: secret keys, key a (deployment)',
      'environment INFERENCE_SERVICE_NAME: iris (platform)',
      'resources requests.cpu: 500m (runtime)',
      'resources requests.memory: 512Mi (runtime)',
      'resources limits.cpu: 2 (deployment)',
      'resources limits.memory: 1Gi (runtime)',
    ]);
  });
});

describe('a predictor with containers of its own', () => {
  const custom = (containers: Container[]) =>
    assemblePod({
      service: irisService(service => {
        service.spec.predictor = { containers, minReplicas: 1 };
      }),
      component: 'predictor',
      settings: localSettings,
    });

  it('is taken as it is, the serving container first', () => {
    const result = custom([
      { name: 'side', image: 'side:1' },
      {
        name: 'kserve-container',
        image: 'mine:1',
        args: ['--model_name=mine'],
        env: [{ name: 'PROTOCOL', value: 'v2' }],
      },
    ]);
    expect(result).toMatchObject({
      ok: true,
      modelName: 'mine',
      protocol: 'v2',
      pod: {
        spec: {
          containers: [
            { name: 'kserve-container', image: 'mine:1' },
            { name: 'side' },
          ],
        },
      },
    });
  });

  it('speaks v1 unless it says otherwise', () => {
    expect(custom([{ name: 'kserve-container', image: 'a:1' }])).toMatchObject({
      protocol: 'v1',
      modelName: 'iris',
    });
  });

  it('needs a container', () => {
    expect(custom([])).toMatchObject({
      ok: false,
      failure: { reason: 'InvalidPredictorSpec' },
    });
  });
});
