import { describeManagedClusterDriver } from '@greenroom/backstage-plugin-model-serving-node/testing';
import { onCluster } from '../__testUtils__/ClusterTestBed';
import { KServeTestBed } from '../__testUtils__/KServeTestBed';

jest.setTimeout(600_000);

onCluster('on a real cluster', () =>
  describeManagedClusterDriver('KServeDriver', async () => {
    const bed = await KServeTestBed.create();
    return {
      namespace: bed.namespace,
      connection: 'bucket',
      started: () => bed.started(),
      edit: (ref, patch) => bed.edit(ref, patch),
      report: (ref, status) => bed.report(ref, status),
      refused: name => ({
        path: 'spec.predictor.minReplicas',
        object: {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          metadata: { name, namespace: bed.namespace },
          spec: {
            predictor: { minReplicas: 'two' as unknown as number },
          },
        },
      }),
      sever: () => bed.sever(),
      close: () => bed.close(),
    };
  }),
);
