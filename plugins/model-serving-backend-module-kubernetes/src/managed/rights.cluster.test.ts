import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../__testUtils__/ClusterTestBed';
import { rulesOf } from '../__testUtils__/deployedRoles';
import { KServeTestBed } from '../__testUtils__/KServeTestBed';
import { LimitedAccount } from '../__testUtils__/LimitedAccount';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KServeDriver } from './KServeDriver';

jest.setTimeout(600_000);

const FOLDER = 'portal-access-kserve';

onCluster('the rights of deploy/ on a cluster with KServe', () => {
  let bed: KServeTestBed;
  let account: LimitedAccount;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
    account = await LimitedAccount.create(bed.config, bed.namespace);
  });

  afterEach(async () => {
    await account.close();
    await bed.close();
  });

  const service = (): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: bed.namespace,
      annotations: {
        'opendatahub.io/connections': 'bucket',
        'opendatahub.io/connection-path': 'models/iris',
      },
    },
    spec: { predictor: { model: { modelFormat: { name: 'onnx' } } } },
  });

  /** With all kinds, which takes the roles in the project and in the whole cluster. */
  async function startedWithRights(): Promise<KServeDriver> {
    let driver: KServeDriver | undefined;
    await untilPasses(async () => {
      driver ??= await bed.started(account.config);
      expect(driver.kinds.size).toBe(10);
    });
    return driver!;
  }

  it('suffice, and a deployment can be made, changed and removed with them', async () => {
    await account.grant(rulesOf('project.yaml', FOLDER), bed.namespace);
    await account.grant(rulesOf('cluster.yaml', FOLDER));
    const driver = await startedWithRights();
    const made = await driver.write('InferenceService', service());
    // Without the right to read Secrets
    await expect(
      driver.connection({ namespace: bed.namespace, name: 'iris' }, 'bucket'),
    ).resolves.toMatchObject({ type: 's3', title: 'My bucket' });
    const spec = { predictor: { ...made.spec.predictor, minReplicas: 2 } };
    const changed = await driver.write('InferenceService', { ...made, spec });
    expect(changed.metadata.generation).toBe(2);
    // Of a version that is not the one that is watched, the cluster is asked.
    await expect(
      driver.write('InferenceService', { ...made, spec }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    const ref = { kind: 'InferenceService' as const, ...made.metadata };
    await driver.remove(ref, made.metadata.uid!);
    await untilPasses(async () =>
      expect(driver.objects('InferenceService')).toEqual([]),
    );
  });

  it('are named when they are missing, and whom to ask', async () => {
    await account.grant(rulesOf('cluster.yaml', FOLDER));
    await untilPasses(async () => {
      await expect(bed.started(account.config)).rejects.toThrow(
        new RegExp(
          `inferenceservices\\.serving\\.kserve\\.io;.* in the namespace '${bed.namespace}'`,
        ),
      );
    });
    await expect(bed.started(account.config)).rejects.toThrow(
      "bind the role 'greenroom-kserve-project'",
    );
  });
});
