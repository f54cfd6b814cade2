import {
  annotations,
  fieldChanges,
  type FieldMessage,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import fc from 'fast-check';
import {
  between,
  iris,
  kserve,
  kube,
  local,
  originOf,
  runtimeFor,
} from './__fixtures__/places';
import { copiedService } from './copiedService';
import type { CopyContext, CopyTarget } from './types';

const PLACE = [
  `metadata.annotations[${annotations.copiedFrom}]`,
  'metadata.name',
  'metadata.namespace',
];
/** What differs beside the place, as `[path, before, after]`. */
function changesOf(service: InferenceService, context: CopyContext) {
  return copiedService(service, context)
    .changes.filter(({ path }) => !PLACE.includes(path))
    .map(({ path, before, after }) => [path, before, after]);
}
const reasonsOf = (service: InferenceService, context: CopyContext) =>
  copiedService(service, context)
    .changes.filter(({ path }) => !PLACE.includes(path))
    .map(({ because }) => because)
    .join('\n');
const noted = (notes: Record<string, string>) =>
  iris(service => {
    service.metadata.annotations = { ...notes };
  });
const predictor = (change: object) =>
  iris(service => {
    Object.assign(service.spec.predictor, change);
  });
const model = (change: object) =>
  iris(service => {
    Object.assign(service.spec.predictor.model!, change);
  });
const onProfile = iris(service => {
  service.metadata.annotations = { [annotations.hardwareProfile]: 'gpu' };
  service.spec.predictor.nodeSelector = { pool: 'gpu' };
});
const CLASS = annotations.autoscalerClass;
const MODEL = 'spec.predictor.model';
const gpu = (name: string) =>
  model({ resources: { limits: { cpu: '1', [name]: '1' } } });
const withGpu = (target: CopyTarget, ...names: string[]): CopyTarget => ({
  ...target,
  accelerators: names.map(resource => ({ resource, title: '', count: 1 })),
});
const keda = (type: string) =>
  iris(service => {
    service.metadata.annotations = { [CLASS]: 'keda' };
    service.spec.predictor.autoScaling = {
      metrics: [{ type: type as 'Resource' }],
    };
  });
const metricsOf = (service: InferenceService) =>
  service.spec.predictor.autoScaling;

describe('copiedService', () => {
  it('names its place and where it comes from', () => {
    const context = between(local, kube);
    const { resource, changes } = copiedService(iris(), context);
    expect(resource.metadata).toMatchObject({
      name: 'iris',
      namespace: 'prod',
      annotations: { [annotations.copiedFrom]: 'local/demo/iris' },
    });
    expect(changes).toEqual([
      {
        path: PLACE[0],
        after: originOf(context),
        because: expect.stringContaining('copy'),
      },
      {
        path: 'metadata.namespace',
        before: 'demo',
        after: 'prod',
        because: 'The project that you chose.',
      },
    ]);
  });

  it.each`
    what                                        | service                                                                   | context                                                        | changes
    ${'a plain service stays as it is'}         | ${iris()}                                                                 | ${between(local, kube)}                                        | ${[]}
    ${'KServe is told one where it finds none'} | ${model({ protocolVersion: undefined })}                                  | ${between(local, kserve)}                                      | ${[[`${MODEL}.runtime`, undefined, 'triton']]}
    ${'a runtime that is there stays'}          | ${model({ runtime: 'onnx-server' })}                                      | ${between(local, kube)}                                        | ${[]}
    ${'a runtime that is not is exchanged'}     | ${model({ runtime: 'onnx-server' })}                                      | ${between(local, kserve)}                                      | ${[[`${MODEL}.runtime`, 'onnx-server', 'triton']]}
    ${'its version goes with it'}               | ${model({ runtime: 'onnx-server', runtimeVersion: '2' })}                 | ${between(local, kserve)}                                      | ${[[`${MODEL}.runtime`, 'onnx-server', 'triton'], [`${MODEL}.runtimeVersion`, '2', undefined]]}
    ${'one that nobody can replace stays'}      | ${model({ runtime: 'onnx-server', modelFormat: { name: 'tensorflow' } })} | ${between(local, kserve)}                                      | ${[]}
    ${'a program of the model goes'}            | ${model({ command: ['my-server'] })}                                      | ${between(local, kube)}                                        | ${[[`${MODEL}.command`, ['my-server'], undefined]]}
    ${'a command of an image stays'}            | ${model({ command: ['/bin/serve'] })}                                     | ${between(kube, kserve)}                                       | ${[]}
    ${'what pods are given too stays'}          | ${model({ args: ['--port=$(PORT)', '--x'] })}                             | ${between(local, kube)}                                        | ${[]}
    ${'what only programs are given goes'}      | ${model({ args: ['--port=$(PORT)', '--x', '--state', '$(STATE_FILE)'] })} | ${between(local, kube)}                                        | ${[[`${MODEL}.args`, ['--port=$(PORT)', '--x', '--state', '$(STATE_FILE)'], ['--port=$(PORT)', '--x']]]}
    ${'KServe gives a container nothing'}       | ${model({ args: ['--port=$(PORT)'] })}                                    | ${between(local, kserve)}                                      | ${[[`${MODEL}.args`, ['--port=$(PORT)'], undefined]]}
    ${'what the service gives itself stays'}    | ${model({ args: ['$(PORT)'], env: [{ name: 'PORT', value: '1' }] })}      | ${between(local, kserve)}                                      | ${[]}
    ${'KEDA by usage becomes hpa'}              | ${keda('Resource')}                                                       | ${between(kserve, kube)}                                       | ${[[`metadata.annotations[${CLASS}]`, 'keda', 'hpa']]}
    ${'KEDA by queries goes with them'}         | ${keda('External')}                                                       | ${between(kserve, kube)}                                       | ${[[`metadata.annotations[${CLASS}]`, 'keda', undefined], ['spec.predictor.autoScaling', metricsOf(keda('External')), undefined]]}
    ${'an outside scaler becomes none'}         | ${noted({ [CLASS]: 'external' })}                                         | ${between(kserve, kube)}                                       | ${[[`metadata.annotations[${CLASS}]`, 'external', 'none']]}
    ${'a class that is there stays'}            | ${noted({ [CLASS]: 'hpa' })}                                              | ${between(kserve, local)}                                      | ${[]}
    ${'scaling by requests goes'}               | ${predictor({ scaleMetric: 'rps', scaleTarget: 10 })}                     | ${between(local, kserve)}                                      | ${[['spec.predictor.scaleMetric', 'rps', undefined], ['spec.predictor.scaleTarget', 10, undefined]]}
    ${'scaling by requests stays with ours'}    | ${predictor({ scaleMetric: 'rps', scaleTarget: 10 })}                     | ${between(local, kube)}                                        | ${[]}
    ${'scaling by usage stays'}                 | ${predictor({ scaleMetric: 'cpu', scaleTarget: 80 })}                     | ${between(local, kserve)}                                      | ${[]}
    ${'zero replicas become one'}               | ${predictor({ minReplicas: 0 })}                                          | ${between(local, kserve)}                                      | ${[['spec.predictor.minReplicas', 0, 1]]}
    ${'zero replicas stay where they can'}      | ${predictor({ minReplicas: 0 })}                                          | ${between(local, kube)}                                        | ${[]}
    ${'more replicas than there may be'}        | ${predictor({ minReplicas: 1, maxReplicas: 9 })}                          | ${between(kserve, local)}                                      | ${[['spec.predictor.maxReplicas', 9, 5]]}
    ${'a managed cluster has its own bounds'}   | ${predictor({ minReplicas: 1, maxReplicas: 9 })}                          | ${between(local, kserve)}                                      | ${[]}
    ${'what only our gateway does goes'}        | ${noted({ [annotations.sticky]: 'header:x' })}                            | ${between(local, kserve)}                                      | ${[[`metadata.annotations[${annotations.sticky}]`, 'header:x', undefined]]}
    ${'what our gateway does stays with it'}    | ${noted({ [annotations.sticky]: 'header:x' })}                            | ${between(local, kube)}                                        | ${[]}
    ${'a mode that is not there goes'}          | ${noted({ [annotations.deploymentMode]: 'Serverless' })}                  | ${between(kube, kserve)}                                       | ${[[`metadata.annotations[${annotations.deploymentMode}]`, 'Serverless', undefined]]}
    ${'a mode that is there stays'}             | ${noted({ [annotations.deploymentMode]: 'RawDeployment' })}               | ${between(kserve, kube)}                                       | ${[]}
    ${'a hardware profile goes, amounts stay'}  | ${onProfile}                                                              | ${between(kserve, kube)}                                       | ${[[`metadata.annotations[${annotations.hardwareProfile}]`, 'gpu', undefined], ['spec.predictor.nodeSelector', { pool: 'gpu' }, undefined]]}
    ${'one stays where there are some'}         | ${onProfile}                                                              | ${between(kserve, { ...kserve, hardwareProfiles: true })}      | ${[]}
    ${'a fetcher by name goes'}                 | ${predictor({ storageContainerName: 'mine' })}                            | ${between(kserve, kube)}                                       | ${[['spec.predictor.storageContainerName', 'mine', undefined]]}
    ${'an accelerator by its name there'}       | ${gpu('nvidia.com/gpu')}                                                  | ${between(kube, withGpu(kserve, 'nvidia.com/mig'))}            | ${[[`${MODEL}.resources.limits[nvidia.com/gpu]`, '1', undefined], [`${MODEL}.resources.limits[nvidia.com/mig]`, undefined, '1']]}
    ${'one of several is not guessed'}          | ${gpu('nvidia.com/gpu')}                                                  | ${between(kube, withGpu(kserve, 'a.com/x', 'b.com/y'))}        | ${[]}
    ${'one that is there stays'}                | ${gpu('nvidia.com/gpu')}                                                  | ${between(kube, withGpu(kserve, 'a.com/x', 'nvidia.com/gpu'))} | ${[]}
    ${'what other tools wrote goes'}            | ${noted({ 'argocd.argoproj.io/tracking-id': 'x', team: 'a' })}            | ${between(kserve, kube)}                                       | ${[['metadata.annotations[argocd.argoproj.io/tracking-id]', 'x', undefined]]}
    ${'another owner, where one has to be'}     | ${noted({ [annotations.owner]: 'group:default/a' })}                      | ${between(local, kube, { owner: 'user:default/b' })}           | ${[[`metadata.annotations[${annotations.owner}]`, 'group:default/a', 'user:default/b']]}
  `('$what', ({ service, context, changes }) => {
    expect(changesOf(service, context)).toEqual(changes);
  });

  it('says what was not there, and what is there instead', () => {
    const context = between(local, kserve);
    expect(reasonsOf(model({ runtime: 'onnx-server' }), context)).toBe(
      'There is no runtime "onnx-server" on kserve for this project; "triton" serves onnx there.',
    );
    const disabled: CopyTarget = {
      ...kserve,
      runtimes: [
        runtimeFor('triton', 'onnx'),
        runtimeFor('onnx-server', 'sklearn'),
      ],
    };
    expect(
      reasonsOf(model({ runtime: 'onnx-server' }), between(local, disabled)),
    ).toContain('The runtime "onnx-server" of kserve does not serve it');
  });

  describe('begins with what is rolled out', () => {
    const canary = predictor({ canaryTrafficPercent: 20, minReplicas: 3 });

    it('where the newest spec is a canary', () => {
      const service = iris();
      const context = between(local, kube, {
        stable: { service, revision: 'iris-predictor-00001' },
      });
      const { resource, changes } = copiedService(canary, context);
      expect(resource.spec).toEqual(service.spec);
      expect(changes.map(({ path }) => path)).toEqual(
        expect.arrayContaining([
          'spec.predictor.canaryTrafficPercent',
          'spec.predictor.minReplicas',
        ]),
      );
      expect(reasonsOf(canary, context)).toContain('(iris-predictor-00001)');
    });

    it('or says that it cannot', () => {
      const { resource, warnings } = copiedService(
        canary,
        between(local, kube, { stable: 'lost' }),
      );
      expect(resource.spec.predictor.minReplicas).toBe(3);
      expect(resource.spec.predictor.canaryTrafficPercent).toBeUndefined();
      expect(warnings).toMatchObject([{ path: 'spec' }]);
    });

    it('without canaries by name and those who get copies of requests', () => {
      const service = iris(({ spec, metadata }) => {
        metadata.annotations = { [annotations.shadow]: 'v2=10' };
        spec.canary = [{ predictor: { name: 'v2' }, trafficPercent: 5 }];
      });
      expect(changesOf(service, between(local, kube))).toEqual([
        [`metadata.annotations[${annotations.shadow}]`, 'v2=10', undefined],
        ['spec.canary', service.spec.canary, undefined],
      ]);
    });
  });

  describe('connections', () => {
    const KEY = `${MODEL}.storage.key`;
    const stored = model({
      storageUri: undefined,
      storage: { key: 'samples', path: 'iris' },
    });

    it.each`
      what                                     | connection                                    | to                | errors   | warnings
      ${'of the same name are pointed out'}    | ${{ isPrivate: false }}                       | ${'samples'}      | ${[]}    | ${[KEY]}
      ${'that are shared keep being the same'} | ${{ isPrivate: false, same: 'demo.samples' }} | ${'demo.samples'} | ${[]}    | ${[]}
      ${'are those that somebody chooses'}     | ${{ isPrivate: false, chosen: 'mine' }}       | ${'mine'}         | ${[]}    | ${[]}
      ${'of the original alone stay with it'}  | ${{ isPrivate: true }}                        | ${'samples'}      | ${[KEY]} | ${[]}
      ${'of the original alone are exchanged'} | ${{ isPrivate: true, chosen: 'mine' }}        | ${'mine'}         | ${[]}    | ${[]}
    `('$what', ({ connection, to, ...expected }) => {
      const { resource, errors, warnings } = copiedService(
        stored,
        between(local, kube, { connection }),
      );
      const { storage } = resource.spec.predictor.model!;
      expect(storage).toEqual({ key: to, path: 'iris' });
      expect(pathsOf(errors)).toEqual(expected.errors);
      expect(pathsOf(warnings)).toEqual(expected.warnings);
    });

    it('by annotation are exchanged there', () => {
      const service = noted({
        [annotations.connections]: 'samples',
        [annotations.connectionPath]: 'iris',
      });
      delete service.spec.predictor.model!.storageUri;
      const connection = { isPrivate: false, chosen: 'mine' };
      expect(changesOf(service, between(local, kube, { connection }))).toEqual([
        [`metadata.annotations[${annotations.connections}]`, 'samples', 'mine'],
      ]);
    });
  });

  describe('what no rule may decide', () => {
    const own = (container: object) =>
      iris(({ spec }) => {
        spec.transformer = { containers: [{ name: 'main', ...container }] };
      });
    const AT = 'spec.transformer.containers[0]';
    const fromSecret = {
      command: ['mine'],
      env: [
        { name: 'K', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
    };

    it.each`
      what                              | service                       | context                 | errors                        | warnings
      ${'an image for a program'}       | ${own({ command: ['mine'] })} | ${between(local, kube)} | ${[`${AT}.image`]}            | ${[]}
      ${'a program for an image'}       | ${own({ image: 'mine:1' })}   | ${between(kube, local)} | ${[`${AT}.command`]}          | ${[]}
      ${'whether a program is allowed'} | ${own({ command: ['mine'] })} | ${between(kube, local)} | ${[]}                         | ${[`${AT}.command`]}
      ${'values from Secrets'}          | ${own(fromSecret)}            | ${between(kube, local)} | ${[`${AT}.env[0].valueFrom`]} | ${[`${AT}.command`]}
    `('is $what', ({ service, context, errors, warnings }) => {
      const found = copiedService(service, context);
      expect(pathsOf(found.errors)).toEqual(errors);
      expect(pathsOf(found.warnings)).toEqual(warnings);
    });
  });

  it('names what has to be there, and secrets that go along', () => {
    const service = iris(({ spec }) => {
      Object.assign(spec.predictor, {
        serviceAccountName: 'robot',
        imagePullSecrets: [{ name: 'registry' }],
        volumes: [{ name: 'v', secret: { secretName: 'keys' } }],
      });
      spec.predictor.model!.env = [
        { name: 'HF_TOKEN', value: 'abc' },
        { name: 'K', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'LEVEL', value: 'info' },
      ];
    });
    const { warnings } = copiedService(service, between(kube, kserve));
    expect(pathsOf(warnings)).toEqual([
      `${MODEL}.env[0].value`,
      `${MODEL}.env[1].valueFrom`,
      'spec.predictor.serviceAccountName',
      'spec.predictor.imagePullSecrets',
      'spec.predictor.volumes.secret',
    ]);
    expect(JSON.stringify(warnings)).not.toContain('abc');
    const here = {
      ...kube,
      ref: { ...kube.ref, namespace: 'demo', name: 'b' },
    };
    expect(copiedService(service, between(kube, here)).warnings).toEqual([]);
  });

  it('is stopped where its original is, and says so', () => {
    const stopped = noted({ [annotations.stop]: 'true' });
    const { resource, warnings } = copiedService(stopped, between(local, kube));
    expect(resource.metadata.annotations).toMatchObject({
      [annotations.stop]: 'true',
    });
    expect(warnings).toHaveLength(1);
  });
});

describe('any service', () => {
  const services = fc
    .record({
      notes: fc.dictionary(
        fc.constantFrom(
          CLASS,
          annotations.sticky,
          annotations.shadow,
          annotations.deploymentMode,
          annotations.owner,
          'argocd.argoproj.io/tracking-id',
          'team',
        ),
        fc.constantFrom('keda', 'external', 'hpa', 'Knative', 'x'),
      ),
      predictor: fc.record(
        {
          minReplicas: fc.nat(9),
          maxReplicas: fc.nat(9),
          scaleMetric: fc.constantFrom('rps', 'concurrency', 'cpu'),
          scaleTarget: fc.nat(100),
          canaryTrafficPercent: fc.nat(100),
          storageContainerName: fc.constant('mine'),
        },
        { requiredKeys: [] },
      ),
      model: fc.record(
        {
          protocolVersion: fc.constant(undefined),
          runtime: fc.constantFrom('onnx-server', 'triton', 'nobody'),
          runtimeVersion: fc.constant('2'),
          command: fc.array(fc.string()),
          args: fc.array(
            fc.constantFrom('--a', '--b=$(PORT)', '$(STATE_FILE)', 'c'),
          ),
          resources: fc.record({
            limits: fc.dictionary(
              fc.constantFrom('cpu', 'nvidia.com/gpu', 'amd.com/gpu'),
              fc.constantFrom('1', '2'),
            ),
          }),
        },
        { requiredKeys: [] },
      ),
      containers: fc.option(
        fc.array(
          fc.record({ name: fc.constantFrom('a', 'b'), image: fc.string() }),
          { maxLength: 2 },
        ),
        { nil: undefined },
      ),
    })
    .map(made =>
      iris(service => {
        service.metadata.annotations = made.notes;
        Object.assign(service.spec.predictor, made.predictor);
        Object.assign(service.spec.predictor.model!, made.model);
        if (made.containers) {
          service.spec.transformer = { containers: made.containers };
        }
      }),
    );
  const places = fc.constantFrom(
    local,
    kube,
    kserve,
    withGpu(kube, 'amd.com/gpu'),
  );

  it('changes nothing without a reason', () => {
    fc.assert(
      fc.property(services, places, places, (service, source, target) => {
        const context = between(source, target);
        const { resource, changes } = copiedService(service, context);
        expect(changes.map(({ because: _, ...change }) => change)).toEqual(
          fieldChanges(service, resource),
        );
        for (const { because } of changes) {
          expect(because).toMatch(/^[A-Z].*\.$/s);
          expect(because).not.toContain('writes it into services');
        }
      }),
    );
  });

  it('never changes the original', () => {
    fc.assert(
      fc.property(services, places, places, (service, source, target) => {
        const before = structuredClone(service);
        copiedService(service, between(source, target));
        expect(service).toEqual(before);
      }),
    );
  });

  it('that fits a place is copied there again as it is, but for its name', () => {
    fc.assert(
      fc.property(services, places, places, (service, source, target) => {
        const first = copiedService(service, between(source, target));
        const other = { ...target.ref, name: 'other' };
        const again = copiedService(first.resource, {
          ...between(target, { ...target, ref: other }),
          source: { ref: target.ref, runs: target.runs },
        });
        // Names of accelerators may be another's, and are pointed out
        expect(again.changes.map(({ path }) => path)).toEqual([
          PLACE[0],
          'metadata.name',
        ]);
      }),
    );
  });
});

function pathsOf(messages: readonly FieldMessage[]): readonly string[] {
  return messages.map(({ path }) => path);
}
