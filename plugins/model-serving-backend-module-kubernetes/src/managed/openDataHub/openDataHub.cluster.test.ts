import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../../__testUtils__/ClusterTestBed';
import { untilPasses } from '../../__testUtils__/untilPasses';
import { KServeTestBed } from '../../__testUtils__/KServeTestBed';

jest.setTimeout(120_000);

const VISIBILITY = 'networking.kserve.io/visibility';
const AUTH = 'security.opendatahub.io/enable-auth';

onCluster('a deployment that Open Data Hub shows too', () => {
  let bed: KServeTestBed;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
  });

  afterEach(() => bed.close());

  const iris = (): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: bed.namespace,
      labels: { [VISIBILITY]: 'exposed' },
      annotations: {
        'openshift.io/display-name': 'Iris',
        'openshift.io/description': 'Flowers',
        [AUTH]: 'true',
      },
    },
    spec: {
      predictor: {
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/iris' },
      },
    },
  });

  it('is written with what its dashboard looks for, and read as it was changed there', async () => {
    const driver = await bed.started(bed.config, { openDataHub: true });
    const { metadata } = await driver.write('InferenceService', iris());
    expect(metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
      [VISIBILITY]: 'exposed',
    });
    expect(metadata.annotations).toMatchObject(iris().metadata.annotations!);
    const ref = {
      kind: 'InferenceService' as const,
      namespace: bed.namespace,
      name: 'iris',
    };
    await bed.edit(ref, {
      metadata: {
        labels: { [VISIBILITY]: null },
        annotations: { [AUTH]: 'false', 'openshift.io/display-name': 'Irises' },
      },
    });
    await untilPasses(async () => {
      const known = driver.object(ref)?.metadata;
      expect(known?.labels).toEqual({ 'opendatahub.io/dashboard': 'true' });
      expect(known?.annotations).toMatchObject({
        [AUTH]: 'false',
        'openshift.io/display-name': 'Irises',
      });
    });
    // What was changed there stays when something else is written here
    const known = driver.object(ref)!;
    const again = await driver.write('InferenceService', {
      ...known,
      spec: { predictor: { ...known.spec.predictor, minReplicas: 2 } },
    });
    expect(again.metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
    });
    expect(again.metadata.annotations).toMatchObject({ [AUTH]: 'false' });
  });

  it('has no label of its where it is not there', async () => {
    const driver = await bed.started();
    const { metadata } = await driver.write('InferenceService', iris());
    expect(metadata.labels).toEqual({ [VISIBILITY]: 'exposed' });
  });
});
