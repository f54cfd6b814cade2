import { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { deploymentDetail } from '../__testUtils__/fixtures';
import {
  changedFields,
  DeploymentForm,
  formOf,
  withForm,
} from './deploymentForm';
import { fieldOfPath } from './fieldOfPath';
import { mergePatchBetween } from './mergePatchBetween';

const { resource } = deploymentDetail();

function patch(
  changes: Partial<DeploymentForm>,
  base: InferenceService = resource,
) {
  const before = formOf(base);
  const after = { ...before, ...changes };
  return mergePatchBetween(
    base,
    withForm(base, after, changedFields(before, after)),
  );
}

describe('the form of a deployment', () => {
  it('changes nothing if nothing was changed', () => {
    expect(patch({})).toEqual({});
  });

  it.each`
    field               | changes                                                        | expected
    ${'title'}          | ${{ title: 'Iris 2' }}                                         | ${{ metadata: { annotations: { 'openshift.io/display-name': 'Iris 2' } } }}
    ${'description'}    | ${{ description: 'Flowers' }}                                  | ${{ metadata: { annotations: { 'openshift.io/description': 'Flowers' } } }}
    ${'location'}       | ${{ location: 'iris/2' }}                                      | ${{ spec: { predictor: { model: { storage: { path: 'iris/2' } } } } }}
    ${'format'}         | ${{ format: { name: 'onnx' } }}                                | ${{ spec: { predictor: { model: { modelFormat: { version: null } } } } }}
    ${'runtime'}        | ${{ runtime: '' }}                                             | ${{ spec: { predictor: { model: { runtime: null } } } }}
    ${'replicas'}       | ${{ replicas: { min: 1, max: 3, metric: 'rps', target: 20 } }} | ${{ spec: { predictor: { scaleMetric: 'rps', scaleTarget: 20 } } }}
    ${'replicas'}       | ${{ replicas: { min: 2, max: 3 } }}                            | ${{ spec: { predictor: { minReplicas: 2 } } }}
    ${'requestScaling'} | ${{ requestScaling: { window: '90' } }}                        | ${{ metadata: { annotations: { 'autoscaling.knative.dev/window': '90s' } } }}
    ${'behavior'}       | ${{ behavior: { scaleDown: { tolerance: '0.2' } } }}           | ${{ spec: { predictor: { autoScaling: { behavior: { scaleDown: { tolerance: '0.2' } } } } } }}
    ${'args'}           | ${{ args: ['--a'] }}                                           | ${{ spec: { predictor: { model: { args: ['--a'] } } } }}
    ${'env'}            | ${{ env: [] }}                                                 | ${{ spec: { predictor: { model: { env: null } } } }}
    ${'canary'}         | ${{ canary: 20 }}                                              | ${{ spec: { predictor: { canaryTrafficPercent: 20 } } }}
    ${'timeout'}        | ${{ timeout: 30 }}                                             | ${{ spec: { predictor: { timeout: 30 } } }}
    ${'batcher'}        | ${{ batcher: { maxBatchSize: 8 } }}                            | ${{ spec: { predictor: { batcher: { maxBatchSize: 8 } } } }}
    ${'logger'}         | ${{ logger: { url: 'http://a/' } }}                            | ${{ spec: { predictor: { logger: { url: 'http://a/' } } } }}
  `('patches only $field', ({ changes, expected }) => {
    expect(patch(changes)).toEqual(expected);
  });

  it('keeps fields that it does not know', () => {
    const exotic: InferenceService = {
      ...resource,
      spec: {
        ...resource.spec,
        predictor: {
          ...resource.spec.predictor,
          nodeSelector: { disk: 'ssd' },
        },
      },
    };
    expect(
      withForm(exotic, { ...formOf(exotic), timeout: 5 }, ['timeout']).spec
        .predictor.nodeSelector,
    ).toEqual({ disk: 'ssd' });
  });

  it('takes rules of scaling away, and leaves what it does not know', () => {
    const scaled: InferenceService = {
      ...resource,
      metadata: {
        ...resource.metadata,
        annotations: {
          'autoscaling.knative.dev/window': '30s',
          'autoscaling.knative.dev/metric-aggregation-algorithm': 'linear',
        },
      },
      spec: {
        ...resource.spec,
        predictor: {
          ...resource.spec.predictor,
          autoScaling: {
            metrics: [],
            behavior: { scaleUp: { selectPolicy: 'Min', exotic: 1 } },
          },
        },
      },
    };
    expect(formOf(scaled)).toMatchObject({
      requestScaling: { window: '30s' },
      behavior: { scaleUp: { selectPolicy: 'Min', exotic: 1 } },
    });
    expect(patch({ requestScaling: {} }, scaled)).toEqual({
      metadata: { annotations: { 'autoscaling.knative.dev/window': null } },
    });
    expect(patch({ behavior: undefined }, scaled)).toEqual({
      spec: { predictor: { autoScaling: { behavior: null } } },
    });
    const alone: InferenceService = {
      ...scaled,
      spec: {
        ...scaled.spec,
        predictor: {
          ...scaled.spec.predictor,
          autoScaling: { behavior: { scaleUp: {} } },
        },
      },
    };
    expect(patch({ behavior: undefined }, alone)).toEqual({
      spec: { predictor: { autoScaling: null } },
    });
  });

  it('moves the path that other tools read along with the path', () => {
    const annotated: InferenceService = {
      ...resource,
      metadata: {
        ...resource.metadata,
        annotations: { 'opendatahub.io/connection-path': 'iris' },
      },
    };
    expect(patch({ location: 'iris/2' }, annotated)).toMatchObject({
      metadata: { annotations: { 'opendatahub.io/connection-path': 'iris/2' } },
    });
  });

  it('names another hardware profile, without where the former let replicas run', () => {
    const before: InferenceService = {
      ...resource,
      metadata: {
        ...resource.metadata,
        annotations: {
          'opendatahub.io/hardware-profile-name': 'gpu',
          'opendatahub.io/hardware-profile-namespace': 'opendatahub',
          'opendatahub.io/hardware-profile-resource-version': '7',
        },
      },
      spec: {
        predictor: {
          ...resource.spec.predictor,
          nodeSelector: { pool: 'gpu' },
        },
      },
    };
    expect(formOf(before).hardware).toEqual({
      name: 'gpu',
      namespace: 'opendatahub',
      resourceVersion: '7',
    });
    const hardware = { name: 'small', namespace: 'opendatahub' };
    expect(patch({ hardware }, before)).toEqual({
      metadata: {
        annotations: {
          'opendatahub.io/hardware-profile-name': 'small',
          'opendatahub.io/hardware-profile-resource-version': null,
        },
      },
      spec: { predictor: { nodeSelector: null } },
    });
    expect(patch({ timeout: 5 }, before)).toEqual({
      spec: { predictor: { timeout: 5 } },
    });
  });

  it('edits the URI of a deployment without a connection', () => {
    const byUri: InferenceService = {
      ...resource,
      spec: {
        predictor: {
          model: { modelFormat: { name: 'onnx' }, storageUri: 's3://a/b' },
        },
      },
    };
    expect(formOf(byUri).location).toBe('s3://a/b');
    expect(patch({ location: 's3://a/c' }, byUri)).toEqual({
      spec: { predictor: { model: { storageUri: 's3://a/c' } } },
    });
  });
});

it.each`
  path                                                               | field
  ${'spec.predictor.minReplicas'}                                    | ${'replicas'}
  ${'spec.predictor.model.storage.path'}                             | ${'location'}
  ${'spec.predictor.model.env[0].name'}                              | ${'env'}
  ${'metadata.annotations[openshift.io/display-name]'}               | ${'title'}
  ${'metadata.annotations[opendatahub.io/hardware-profile-name]'}    | ${'hardware'}
  ${'metadata.annotations[autoscaling.knative.dev/window]'}          | ${'requestScaling'}
  ${'spec.predictor.autoScaling.behavior.scaleUp.policies[0].value'} | ${'behavior'}
  ${'spec.predictor.model.runtimeVersion'}                           | ${undefined}
  ${''}                                                              | ${undefined}
`('a message about $path belongs to $field', ({ path, field }) => {
  expect(fieldOfPath(path)).toBe(field);
});
