import type { KubernetesObject } from '@kubernetes/client-node';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../../__testUtils__/ClusterTestBed';
import {
  defineHardwareProfiles,
  hardwareProfiles,
} from '../../__testUtils__/hardwareProfiles';
import { KServeTestBed } from '../../__testUtils__/KServeTestBed';
import { LimitedAccount } from '../../__testUtils__/LimitedAccount';
import { rulesOf } from '../../__testUtils__/deployedRoles';
import { untilPasses } from '../../__testUtils__/untilPasses';
import { createObject } from '../../client';

jest.setTimeout(600_000);

const FOLDER = 'portal-access-kserve';
const NAME = 'opendatahub.io/hardware-profile-name';
const NAMESPACE = 'opendatahub.io/hardware-profile-namespace';
const small = {
  identifiers: [
    {
      displayName: 'CPU',
      identifier: 'cpu',
      minCount: 1,
      maxCount: '4',
      defaultCount: '2',
      resourceType: 'CPU',
    },
  ],
  scheduling: { type: 'Node', node: { nodeSelector: { pool: 'a' } } },
};

onCluster('hardware profiles of a cluster', () => {
  let bed: KServeTestBed;

  const createProfile = (name: string, spec: object) =>
    createObject(bed.client, hardwareProfiles, {
      apiVersion: hardwareProfiles.apiVersion,
      kind: hardwareProfiles.kind,
      metadata: {
        name,
        namespace: bed.namespace,
        annotations: { 'opendatahub.io/display-name': 'A small one' },
      },
      spec,
    } as KubernetesObject);

  beforeEach(async () => {
    bed = await KServeTestBed.create();
    await defineHardwareProfiles(bed.client);
    // The definition is served a moment after it was written
    await untilPasses(async () => {
      await createProfile('small', small);
    });
  });

  afterEach(() => bed.close());

  const beside = { openDataHub: true, hardwareProfiles };

  it('are told with their bounds and where replicas run by them', async () => {
    const driver = await bed.started(bed.config, beside);
    const { items, namespaces, problems } = (await driver.hardwareProfiles(
      bed.namespace,
    ))!;
    expect(items).toEqual([
      {
        name: 'small',
        namespace: bed.namespace,
        resourceVersion: expect.any(String),
        title: 'A small one',
        enabled: true,
        forServing: true,
        amounts: [
          {
            resource: 'cpu',
            title: 'CPU',
            default: '2',
            min: '1',
            max: '4',
            kind: 'CPU',
          },
        ],
        nodeSelector: { pool: 'a' },
      },
    ]);
    expect(namespaces).toEqual([bed.namespace, 'default']);
    expect(problems).toEqual([]);
  });

  it('are none where nothing defines them', async () => {
    const driver = await bed.started();
    await expect(
      driver.hardwareProfiles(bed.namespace),
    ).resolves.toBeUndefined();
  });

  it('are left out where the portal may not list them, which holds nothing else up', async () => {
    const account = await LimitedAccount.create(bed.config, bed.namespace);
    try {
      await account.grant(rulesOf('project.yaml', FOLDER), bed.namespace);
      await account.grant(rulesOf('cluster.yaml', FOLDER));
      let driver: Awaited<ReturnType<typeof bed.started>> | undefined;
      await untilPasses(async () => {
        driver ??= await bed.started(account.config, beside);
      });
      const found = await driver!.hardwareProfiles(bed.namespace);
      expect(found).toMatchObject({ items: [], namespaces: [] });
      expect(found!.problems).toEqual([
        expect.stringContaining("bind the role 'greenroom-kserve-project'"),
        expect.stringContaining(
          "bind the role 'greenroom-kserve-hardware-profiles'",
        ),
      ]);
    } finally {
      await account.close();
    }
  });

  it('are named by what is written, and stay with what their webhook brought', async () => {
    const driver = await bed.started(bed.config, beside);
    const iris: InferenceService = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'iris',
        namespace: bed.namespace,
        annotations: { [NAME]: 'small', [NAMESPACE]: bed.namespace },
      },
      spec: {
        predictor: {
          model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/iris' },
        },
      },
    };
    await driver.write('InferenceService', iris);
    const ref = {
      kind: 'InferenceService' as const,
      namespace: bed.namespace,
      name: 'iris',
    };
    // As the webhook writes it; here by somebody else, which is the harder case
    await bed.edit(ref, {
      spec: {
        predictor: {
          nodeSelector: { pool: 'a' },
          model: {
            resources: { requests: { cpu: '2' }, limits: { cpu: '4' } },
          },
        },
      },
    });
    await untilPasses(async () =>
      expect(driver.object(ref)?.spec.predictor.nodeSelector).toBeDefined(),
    );
    const known = driver.object(ref)!;
    const again = await driver.write('InferenceService', {
      ...known,
      spec: { predictor: { ...known.spec.predictor, minReplicas: 2 } },
    });
    expect(again.metadata.annotations).toMatchObject({
      [NAME]: 'small',
      [NAMESPACE]: bed.namespace,
    });
    expect(again.spec.predictor).toMatchObject({
      minReplicas: 2,
      nodeSelector: { pool: 'a' },
      model: { resources: { requests: { cpu: '2' }, limits: { cpu: '4' } } },
    });
  });
});
