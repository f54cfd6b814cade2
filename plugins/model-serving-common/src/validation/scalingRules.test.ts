import {
  validate,
  errorsOf,
  warningsOf,
  predictor,
  annotated,
  mode,
  scaler,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

describe('scaling', () => {
  const P = 'spec.predictor';
  it.each`
    change                                 | errors
    ${{ minReplicas: 1, maxReplicas: 10 }} | ${[]}
    ${{ minReplicas: 3, maxReplicas: 0 }}  | ${[]}
    ${{ minReplicas: -1 }}                 | ${[`${P}.minReplicas: 'MinReplicas' cannot be less than 0`]}
    ${{ maxReplicas: -1 }}                 | ${[`${P}.maxReplicas: 'MaxReplicas' cannot be less than 0`]}
    ${{ minReplicas: 2, maxReplicas: 1 }}  | ${[`${P}.minReplicas: 'MinReplicas' cannot be greater than MaxReplicas`]}
    ${{ maxReplicas: 10_000 }}             | ${[`${P}.maxReplicas: 10000 replicas are more than this cluster allows; at most 10 are possible`]}
    ${{ minReplicas: 11 }}                 | ${[`${P}.minReplicas: 11 replicas are more than this cluster allows; at most 10 are possible`]}
    ${{ minReplicas: 0 }}                  | ${[`${P}.minReplicas: this cluster cannot scale to zero; keep at least 1 replica, or stop the deployment while nobody needs it`]}
    ${{ containerConcurrency: -1 }}        | ${[`${P}.containerConcurrency: parallelism cannot be less than 0`]}
    ${{ timeout: -1 }}                     | ${[`${P}.timeout: must be between 0 and 1000000, got -1`]}
  `('$change: $errors', ({ change, errors }) => {
    const found = errorsOf({ service: predictor(change) });
    expect(found.filter(line => !line.includes('cannot do it yet'))).toEqual(
      errors,
    );
  });

  it('to zero is possible where the cluster can', () => {
    expect(
      errorsOf({
        service: predictor({ minReplicas: 0 }),
        settings: { scaleToZero: true },
      }),
    ).toEqual([]);
  });

  it('warns that nothing scales between the bounds', () => {
    const service = predictor({ minReplicas: 1, maxReplicas: 3 });
    expect(warningsOf({ service })).toEqual([
      `${P}.maxReplicas: NoAutoscaler: nothing on this cluster changes the number of replicas by load; it stays at 1`,
    ]);
    const settings = { autoscalerClasses: ['hpa'] };
    expect(warningsOf({ service, settings })).toEqual([]);
  });

  it('warns of a metric that nothing on the cluster looks at', () => {
    const change = { minReplicas: 2, maxReplicas: 3 };
    const of = (scaleMetric: 'cpu' | 'rps', autoscalerClasses: string[]) =>
      warningsOf({
        service: predictor({ ...change, scaleMetric }),
        settings: { autoscalerClasses },
      });
    expect(of('cpu', ['none', 'kpa'])).toEqual([
      `${P}.scaleMetric: nothing on this cluster scales by cpu, so the number of replicas stays at 2; concurrency and rps work here`,
    ]);
    expect(of('cpu', ['hpa'])).toEqual([]);
    expect(of('rps', ['none', 'kpa'])).toEqual([]);
  });

  it.each`
    profile        | annotations                                 | change                                         | says
    ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'cpu', scaleTarget: 80 }}     | ${undefined}
    ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'cpu', scaleTarget: 120 }}    | ${'the target utilization percentage should be a [1-100] integer'}
    ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'rps' }}                      | ${'[rps] is not a supported metric'}
    ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'keda' }} | ${{ scaleMetric: 'cpu' }}                      | ${'ScaleMetric is not supported for KEDA'}
    ${'kserve'}    | ${{ [mode]: 'Standard' }}                   | ${{ scaleMetric: 'cpu', scaleTarget: 999 }}    | ${undefined}
    ${'greenroom'} | ${{ [mode]: 'Standard' }}                   | ${{ scaleMetric: 'cpu', scaleTarget: 999 }}    | ${'the target utilization percentage should be a [1-100] integer'}
    ${'kserve'}    | ${{ [mode]: 'Knative' }}                    | ${{ scaleMetric: 'memory' }}                   | ${'[memory] is not a supported metric'}
    ${'greenroom'} | ${{ [mode]: 'Knative' }}                    | ${{ scaleMetric: 'memory', scaleTarget: 200 }} | ${undefined}
    ${'greenroom'} | ${{}}                                       | ${{ scaleMetric: 'rps', scaleTarget: 0 }}      | ${'the target for rps should be greater than 1'}
    ${'greenroom'} | ${{ [scaler]: 'test' }}                     | ${{}}                                          | ${'[test] is not a supported autoscaler class type'}
  `(
    '$profile, $annotations, $change: $says',
    ({ profile, annotations, change, says }) => {
      const service = (s: InferenceService) => {
        annotated(annotations)(s);
        predictor(change)(s);
      };
      const messages = validate({ service, profile }).errors.map(
        e => e.message,
      );
      expect(messages).toEqual(says === undefined ? [] : [says]);
    },
  );

  it.each`
    named         | says
    ${'keda'}     | ${'nothing on this cluster scales by the class keda; it has: none, kpa. Instead choose the class hpa with scaleMetric cpu or memory, leave the class out to scale by requests, or choose a cluster that runs KServe with KEDA'}
    ${'external'} | ${'nobody outside can change the number of replicas on this cluster; it has: none, kpa. Instead choose the class none for a number that stays, leave the class out to scale by requests, or choose a cluster that runs KServe'}
    ${'hpa'}      | ${'nothing on this cluster scales by the class hpa; it has: none, kpa. Instead leave the class out and scale by requests (concurrency or rps), or choose a cluster that runs KServe'}
  `('refuses the class $named where nothing obeys it', ({ named, says }) => {
    const service = (s: InferenceService) => {
      annotated({ [scaler]: named })(s);
      predictor({
        autoScaling: {
          metrics: [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                target: { type: 'Utilization', averageUtilization: 50 },
              },
            },
          ],
        },
      })(s);
    };
    const of = (autoscalerClasses: string[]) =>
      errorsOf({ service, settings: { autoscalerClasses } });
    expect(of(['none', 'kpa'])).toEqual([
      `metadata.annotations[${scaler}]: ${says}`,
    ]);
    expect(of(['none', named])).toEqual([]);
  });

  it('says what a class would take that the cluster does not have', () => {
    const service = annotated({ [scaler]: 'hpa' });
    const settings = {
      autoscalerClasses: ['none', 'kpa'],
      clusterAutoscalers: ['hpa', 'keda'],
      autoscalerNeeds: { hpa: 'a metrics server: ask who runs it' },
    };
    const [error] = errorsOf({ service, settings });
    expect(error).toContain(
      'scales by the class hpa; it has: none, kpa. It takes a metrics server: ask who runs it. Instead leave',
    );
  });

  it.each([
    { type: 'External', refused: [] },
    {
      type: 'PodMetric',
      refused: [expect.stringContaining('choose External with a query')],
    },
  ])(
    'takes only what the cluster’s driver writes for KEDA: $type',
    ({ type, refused }) => {
      const source = {
        metric: { backend: 'prometheus', query: 'q' },
        target: { type: 'Value' as const, value: '1' },
      };
      const service = (object: InferenceService) => {
        annotated({ [scaler]: 'keda' })(object);
        Object.assign(object.spec.predictor, {
          autoScaling: {
            metrics: [{ type, external: source, podmetric: source }],
          },
        });
      };
      const of = (clusterAutoscalers: string[]) =>
        errorsOf({
          service,
          settings: { autoscalerClasses: ['keda'], clusterAutoscalers },
        });
      expect(of([])).toEqual([]);
      expect(of(['keda'])).toEqual(refused);
    },
  );

  it.each`
    change                                                   | path
    ${{ minReplicas: 0, scaleMetric: 'cpu' }}                | ${`${P}.minReplicas: the autoscaler class hpa does not scale to zero; 1 replica is kept`}
    ${{ scaleMetric: 'memory' }}                             | ${`${P}.scaleTarget: memory without a target scales by nothing, and Kubernetes then takes cpu at 80 %; give the share of the requested memory that replicas should use`}
    ${{ autoScaling: { behavior: { scaleUp: {} } } }}        | ${`${P}.autoScaling.behavior: bounds scaling by cpu and memory only; requests are scaled with Knative’s annotations, such as autoscaling.knative.dev/scale-down-delay`}
    ${{ scaleMetric: 'cpu', autoScaling: { behavior: {} } }} | ${undefined}
    ${{ minReplicas: 0, scaleMetric: 'rps' }}                | ${undefined}
  `('warns of what usage does not do: $path', ({ change, path }) => {
    const settings = {
      autoscalerClasses: ['none', 'kpa', 'hpa'],
      scaleToZero: true,
    };
    const service = predictor({ maxReplicas: 3, ...change });
    expect(warningsOf({ service, settings })).toEqual(path ? [path] : []);
  });

  it.each`
    profile     | annotations               | change                               | path
    ${'kserve'} | ${{ [scaler]: 'hpa' }}    | ${{ minReplicas: 0 }}                | ${`${P}.minReplicas`}
    ${'kserve'} | ${{ [mode]: 'Standard' }} | ${{ canaryTrafficPercent: 10 }}      | ${`${P}.canaryTrafficPercent`}
    ${'kserve'} | ${{ [mode]: 'Knative' }}  | ${{ canaryTrafficPercent: 10 }}      | ${undefined}
    ${'kserve'} | ${{}}                     | ${{ batcher: { timeout: 5 } }}       | ${`${P}.batcher.timeout`}
    ${'kserve'} | ${{ [scaler]: 'hpa' }}    | ${{ autoScaling: { behavior: {} } }} | ${`${P}.autoScaling.behavior`}
    ${'kserve'} | ${{ [scaler]: 'keda' }}   | ${{ autoScaling: { behavior: {} } }} | ${`${P}.autoScaling.behavior`}
    ${'kserve'} | ${{}}                     | ${{ batcher: { maxLatency: 5 } }}    | ${undefined}
  `('warns of what has no effect: $path', row => {
    const service = (s: InferenceService) => {
      annotated(row.annotations)(s);
      predictor(row.change)(s);
    };
    const { warnings } = validate({ service, profile: row.profile });
    const paths = warnings
      .map(({ path }) => path)
      .filter(path => !path.endsWith('modelFormat.name'));
    expect(paths).toEqual(row.path === undefined ? [] : [row.path]);
  });

  it('a canary has a share of traffic, at most all', () => {
    expect(
      errorsOf({ service: predictor({ canaryTrafficPercent: 101 }) }),
    ).toContain(
      `${P}.canaryTrafficPercent: canaryTrafficPercent must be between 0 and 100, got 101`,
    );
  });
});

describe('a service that starts with none', () => {
  const key = 'autoscaling.knative.dev/initial-scale';
  it.each([
    [true, []],
    [
      false,
      [
        `metadata.annotations[${key}]: invalid value: 0: ${key}=0 not allowed by cluster`,
      ],
    ],
  ])('is right where the installation allows it: %s', (allowed, errors) => {
    expect(
      errorsOf({
        service: service => {
          service.metadata.annotations = { [key]: '0' };
        },
        settings: { allowZeroInitialScale: allowed },
      }),
    ).toEqual(errors);
  });
});
