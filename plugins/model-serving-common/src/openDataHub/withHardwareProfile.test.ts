import type { InferenceService } from '../resources';
import { readHardwareProfile } from './hardwareProfile';
import {
  KUEUE_QUEUE_LABEL,
  resourcesByProfile,
  withHardwareProfile,
} from './withHardwareProfile';

const NAME = 'opendatahub.io/hardware-profile-name';
const NAMESPACE = 'opendatahub.io/hardware-profile-namespace';
const VERSION = 'opendatahub.io/hardware-profile-resource-version';

const gpu = readHardwareProfile({
  metadata: { name: 'gpu', namespace: 'opendatahub', resourceVersion: '7' },
  spec: {
    identifiers: [
      {
        displayName: 'CPU',
        identifier: 'cpu',
        minCount: 1,
        defaultCount: 2,
      },
      {
        displayName: 'GPU',
        identifier: 'nvidia.com/gpu',
        minCount: 1,
        defaultCount: 1,
      },
    ],
    scheduling: { node: { nodeSelector: { pool: 'gpu' } } },
  },
});
const small = { name: 'small', namespace: 'demo' };

const bare = (predictor = {}, labels = {}): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    labels,
    annotations: { a: 'b' },
  },
  spec: {
    predictor: { model: { modelFormat: { name: 'onnx' } }, ...predictor },
  },
});
const onGpu = (predictor = {}, labels = {}) =>
  withHardwareProfile(bare(predictor, labels), gpu);

describe('withHardwareProfile', () => {
  it('names one as the dashboard does', () => {
    const { metadata, spec } = onGpu({ nodeSelector: { own: 'yes' } });
    expect(metadata.annotations).toEqual({
      a: 'b',
      [NAME]: 'gpu',
      [NAMESPACE]: 'opendatahub',
      [VERSION]: '7',
    });
    expect(spec.predictor.nodeSelector).toEqual({ own: 'yes' });
  });

  it('names another one, without what the former brought', () => {
    const before = onGpu({ nodeSelector: { pool: 'gpu' }, minReplicas: 2 });
    const { metadata, spec } = withHardwareProfile(before, small);
    expect(metadata.annotations).toEqual({
      a: 'b',
      [NAME]: 'small',
      [NAMESPACE]: 'demo',
    });
    expect(spec.predictor).toEqual(bare({ minReplicas: 2 }).spec.predictor);
  });

  it('takes along all that a webhook may have written, and nothing else, if there is none any more', () => {
    const before = onGpu(
      { nodeSelector: { pool: 'gpu' }, tolerations: [{ key: 'gpu' }] },
      { [KUEUE_QUEUE_LABEL]: 'team-a', team: 'a' },
    );
    expect(withHardwareProfile(before, undefined)).toEqual(
      bare({}, { team: 'a' }),
    );
  });

  it('changes nothing of a deployment that has none', () => {
    const own = bare({ nodeSelector: { pool: 'gpu' } });
    expect(withHardwareProfile(own, undefined)).toEqual(own);
  });
});

it('gives of each resource the default', () => {
  const each = { cpu: '2', 'nvidia.com/gpu': '1' };
  expect(resourcesByProfile(gpu)).toEqual({ requests: each, limits: each });
});
