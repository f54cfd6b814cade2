import { irisService } from '../__fixtures__';
import { PredictorSpec } from '../resources';
import {
  namedCanariesOf,
  promoteNamedCanary,
  withoutNamedCanary,
} from './namedCanaries';

const stable: PredictorSpec = {
  minReplicas: 4,
  maxReplicas: 8,
  timeout: 30,
  labels: { team: 'a', tier: 'b' },
  model: {
    modelFormat: { name: 'onnx' },
    args: ['--a', '--b'],
    storage: { key: 'models', path: 'v1' },
  },
};

function service(
  ...entries: (Omit<PredictorSpec, 'model'> & {
    model?: object;
    percent?: number;
  })[]
) {
  const base = irisService();
  return {
    ...base,
    spec: {
      predictor: stable,
      canary: entries.map(({ percent = 25, ...predictor }) => ({
        predictor: predictor as PredictorSpec,
        trafficPercent: percent,
      })),
    },
  };
}

describe('namedCanariesOf', () => {
  it('lays what an entry says over the stable predictor', () => {
    const [{ name, percent, service: own }] = namedCanariesOf(
      service({
        name: 'v2',
        timeout: 60,
        labels: { tier: 'c', team: '' },
        model: { args: ['--c'], env: [], storage: { path: 'v2' } },
      }),
    );
    expect({ name, percent }).toEqual({ name: 'v2', percent: 25 });
    expect(own.spec).toEqual({
      predictor: {
        name: 'v2',
        minReplicas: 4,
        timeout: 60,
        labels: { team: 'a', tier: 'c' },
        model: {
          modelFormat: { name: 'onnx' },
          args: ['--c'],
          storage: { key: 'models', path: 'v2' },
        },
      },
    });
  });

  it('takes one place of the model instead of the other', () => {
    const model = { storageUri: 's3://b/v2' };
    const [{ service: own }] = namedCanariesOf(service({ name: 'v2', model }));
    expect(own.spec.predictor.model).toEqual({
      modelFormat: { name: 'onnx' },
      args: ['--a', '--b'],
      storageUri: 's3://b/v2',
    });
  });

  it.each`
    percent | minReplicas  | replicas
    ${25}   | ${undefined} | ${1}
    ${26}   | ${undefined} | ${2}
    ${100}  | ${undefined} | ${4}
    ${0}    | ${undefined} | ${1}
    ${25}   | ${3}         | ${3}
    ${25}   | ${0}         | ${1}
  `(
    'has $replicas replicas with $percent % and minReplicas $minReplicas',
    ({ percent, minReplicas, replicas }) => {
      const [canary] = namedCanariesOf(
        service({ name: 'v2', percent, minReplicas }),
      );
      expect(canary.replicas).toBe(replicas);
    },
  );
});

describe('promoteNamedCanary', () => {
  const two = service(
    { name: 'v2', minReplicas: 1, model: { storage: { path: 'v2' } } },
    { name: 'v3', model: { args: ['--c'] } },
  );

  it('makes it the stable predictor, with its name and the replicas of the stable one', () => {
    const promoted = promoteNamedCanary(two, 'v2');
    expect(promoted?.spec).toEqual({
      predictor: {
        ...stable,
        name: 'v2',
        model: { ...stable.model, storage: { key: 'models', path: 'v2' } },
      },
      canary: [two.spec.canary[1]],
    });
  });

  it('keeps the name where the model stays: KServe would refuse another', () => {
    const promoted = promoteNamedCanary(two, 'v3');
    expect(promoted?.spec.predictor).toEqual({
      ...stable,
      model: { ...stable.model, args: ['--c'] },
    });
  });

  it('knows no others', () => {
    expect(promoteNamedCanary(two, 'v4')).toBeUndefined();
  });

  it('leaves no empty list', () => {
    const none = withoutNamedCanary(withoutNamedCanary(two, 'v2'), 'v3');
    expect(none.spec).toEqual({ predictor: stable });
  });
});
