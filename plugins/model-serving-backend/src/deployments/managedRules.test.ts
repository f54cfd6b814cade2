import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { managedRules } from './managedRules';

function service(
  spec: Partial<InferenceService['spec']> = {},
  annotations: Record<string, string> = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations },
    spec: {
      predictor: {
        minReplicas: 3,
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/v1' },
      },
      ...spec,
    },
  };
}

const options = {
  settings: { defaultDeploymentMode: 'Standard' },
  reason: 'the cluster routes by itself',
} as const;

const workers = { predictor: { workerSpec: {} } } as InferenceService['spec'];

const key = 'networking.kserve.io/visibility';

describe('a route on a cluster with Open Data Hub', () => {
  const silent = service();
  const hidden = service(
    {},
    { 'security.opendatahub.io/enable-auth': 'false' },
  );
  const exposed = {
    ...silent,
    metadata: { ...silent.metadata, labels: { [key]: 'exposed' } },
  };
  it.each`
    what                                    | resource   | openDataHub | previous     | warned
    ${'says nothing'}                       | ${silent}  | ${true}     | ${undefined} | ${true}
    ${'says nothing, as it is'}             | ${silent}  | ${true}     | ${silent}    | ${false}
    ${'says nothing, to KServe'}            | ${silent}  | ${false}    | ${undefined} | ${false}
    ${'hidden, as the dashboard writes it'} | ${hidden}  | ${true}     | ${undefined} | ${false}
    ${'exposed'}                            | ${exposed} | ${true}     | ${undefined} | ${false}
  `(
    '$what: warned of $warned',
    ({ resource, openDataHub, previous, warned }) => {
      const settings = { ...options.settings, openDataHub };
      const { warnings } = managedRules(resource, {
        ...options,
        settings,
        previous,
      });
      expect(warnings.map(({ path }) => path)).toEqual(
        warned ? [`metadata.labels[${key}]`] : [],
      );
    },
  );
});

describe('a token on a cluster with KServe', () => {
  const auth = 'security.opendatahub.io/enable-auth';
  const guarded = service({}, { [auth]: 'true' });
  it.each`
    what                          | resource                            | openDataHub | previous     | warned
    ${'that KServe does not ask'} | ${guarded}                          | ${false}    | ${undefined} | ${true}
    ${'that KServe never asked'}  | ${guarded}                          | ${false}    | ${service()} | ${true}
    ${'that is there as it was'}  | ${guarded}                          | ${false}    | ${guarded}   | ${false}
    ${'that is not wanted'}       | ${service({}, { [auth]: 'false' })} | ${false}    | ${undefined} | ${false}
    ${'that Open Data Hub asks'}  | ${guarded}                          | ${true}     | ${undefined} | ${false}
  `(
    '$what: warned of $warned',
    ({ resource, openDataHub, previous, warned }) => {
      const settings = { ...options.settings, openDataHub };
      const { errors, warnings } = managedRules(resource, {
        ...options,
        settings,
        previous,
      });
      expect(errors).toEqual([]);
      const of = warnings.filter(({ path }) => path.includes(auth));
      expect(of.map(({ message }) => /keeps nobody out/.test(message))).toEqual(
        warned ? [true] : [],
      );
    },
  );
});

describe('managedRules', () => {
  it.each`
    what                            | resource                                                                            | paths
    ${'a plain service'}            | ${service()}                                                                        | ${[]}
    ${'copies of requests'}         | ${service({}, { 'greenroom/shadow': 'v2' })}                                        | ${['metadata.annotations[greenroom/shadow]']}
    ${'a guard and stickiness'}     | ${service({}, { 'greenroom/canary-guard': 'off', 'greenroom/sticky': 'header:x' })} | ${['metadata.annotations[greenroom/canary-guard]', 'metadata.annotations[greenroom/sticky]']}
    ${'several nodes in Standard'}  | ${service(workers)}                                                                 | ${['spec.predictor.workerSpec']}
    ${'several nodes with Knative'} | ${service(workers, { 'serving.kserve.io/deploymentMode': 'Knative' })}              | ${[]}
  `('refuses of $what: $paths', ({ resource, paths }) => {
    const { errors } = managedRules(resource, options);
    expect(errors.map(({ path }) => path)).toEqual(paths);
  });

  it.each`
    minReplicas | says
    ${1}        | ${'Give the canary minReplicas 3 first'}
    ${3}        | ${'deletes the present predictor at once'}
  `(
    'warns of a promotion of $minReplicas for 3: $says',
    ({ minReplicas, says }) => {
      const model = { modelFormat: { name: 'onnx' }, storageUri: 's3://m/v2' };
      const previous = service({
        canary: [
          { predictor: { name: 'v2', minReplicas, model }, trafficPercent: 20 },
        ],
      });
      const next = service({
        predictor: { name: 'v2', minReplicas: 3, model },
      });
      const { warnings } = managedRules(next, { ...options, previous });
      expect(warnings).toEqual([
        {
          path: 'spec.predictor.name',
          message: expect.stringContaining(says),
        },
      ]);
      expect(managedRules(previous, { ...options, previous }).warnings).toEqual(
        [],
      );
    },
  );
});
