import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import { createObject, readObject, resourceTypes } from '../client';
import { onCluster } from '../__testUtils__/ClusterTestBed';
import { rulesOf } from '../__testUtils__/deployedRoles';
import { KServeTestBed } from '../__testUtils__/KServeTestBed';
import { LimitedAccount } from '../__testUtils__/LimitedAccount';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KServeDriver } from './KServeDriver';

jest.setTimeout(600_000);

const FOLDER = 'portal-access-kserve';
const RBAC = 'rbac.authorization.k8s.io/v1';
const IMPERSONATE = { user: '{ref}', group: '{ref}' };

onCluster('people who write with their own rights', () => {
  let bed: KServeTestBed;
  let portal: LimitedAccount;
  let shop: string;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
    portal = await LimitedAccount.create(bed.config, bed.namespace);
    await portal.grant(rulesOf('project.yaml', FOLDER), bed.namespace);
    await portal.grant(rulesOf('cluster.yaml', FOLDER));
    // No other test has people of this name
    shop = `group:default/${bed.namespace}`;
    await mayDeploy(shop);
  });

  afterEach(async () => {
    await portal.close();
    await bed.close();
  });

  const person = (name: string, ...groups: string[]): ActingPerson => ({
    userEntityRef: `user:default/${name}`,
    ownershipEntityRefs: [`user:default/${name}`, ...groups],
  });
  /** May make and change deployments, and not delete them. */
  async function mayDeploy(group: string): Promise<void> {
    const { namespace } = bed;
    const metadata = { namespace, name: 'deployers' };
    const kinds = { apiVersion: RBAC };
    await createObject(
      bed.client,
      { ...kinds, kind: 'Role', plural: 'roles' },
      {
        ...kinds,
        kind: 'Role',
        metadata,
        ...{
          rules: [
            {
              apiGroups: ['serving.kserve.io'],
              resources: ['inferenceservices'],
              verbs: ['create', 'update'],
            },
          ],
        },
      },
    );
    await createObject(
      bed.client,
      { ...kinds, kind: 'RoleBinding', plural: 'rolebindings' },
      {
        ...kinds,
        kind: 'RoleBinding',
        metadata,
        ...{
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'Role',
            name: 'deployers',
          },
          subjects: [{ kind: 'Group', name: group }],
        },
      },
    );
  }
  const service = (): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: bed.namespace },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'onnx' },
          storage: { key: 'bucket', path: 'models/iris' },
        },
      },
    },
  });
  const secret = () =>
    readObject(bed.client, resourceTypes.Secret, {
      namespace: bed.namespace,
      name: 'bucket',
    });

  async function started(
    impersonate?: typeof IMPERSONATE,
  ): Promise<KServeDriver> {
    let driver: KServeDriver | undefined;
    // Rights take a moment to be in force
    await untilPasses(async () => {
      driver ??= await bed.started(portal.config, {}, impersonate);
      expect(driver.kinds.size).toBe(10);
    });
    return driver!;
  }

  it('may do what they may, and nothing that the portal may beside', async () => {
    await portal.grant(rulesOf('impersonate.yaml', FOLDER));
    const driver = await started(IMPERSONATE);
    const ada = { onBehalfOf: person('ada', shop) };
    const bob = { onBehalfOf: person('bob') };
    await untilPasses(async () => {
      await expect(
        driver.write('InferenceService', service(), bob),
      ).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringMatching(
          /^you may not write this on the cluster: .*"user:default\/bob" cannot create/,
        ),
      });
    });
    // Not even the secret of what he may not make
    expect(await secret()).toBeUndefined();
    const made = await driver.write('InferenceService', service(), ada);
    expect(await secret()).toBeDefined();
    const ref = { kind: 'InferenceService' as const, ...made.metadata };
    await expect(driver.remove(ref, made.metadata.uid!, ada)).rejects.toThrow(
      /^you may not write this .* cannot delete/,
    );
    await driver.remove(ref, made.metadata.uid!);
    await untilPasses(async () =>
      expect(driver.objects('InferenceService')).toEqual([]),
    );
  });

  it('are told whom to ask where the portal may not act for them', async () => {
    const driver = await started(IMPERSONATE);
    await expect(
      driver.write('InferenceService', service(), {
        onBehalfOf: person('ada', shop),
      }),
    ).rejects.toThrow("bind the role 'greenroom-kserve-impersonation'");
    expect(driver.objects('InferenceService')).toEqual([]);
  });

  it('write with the portal’s rights where nobody says otherwise', async () => {
    const driver = await started();
    await driver.write('InferenceService', service(), {
      onBehalfOf: person('bob'),
    });
    expect(driver.objects('InferenceService')).toHaveLength(1);
  });
});
