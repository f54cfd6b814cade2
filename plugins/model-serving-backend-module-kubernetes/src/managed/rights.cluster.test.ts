import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../__testUtils__/ClusterTestBed';
import { rulesOf, singly } from '../__testUtils__/deployedRoles';
import { KServeTestBed } from '../__testUtils__/KServeTestBed';
import { createObject, resourceTypes } from '../client';
import { discover } from '../capabilities';
import { LimitedAccount } from '../__testUtils__/LimitedAccount';
import { untilPasses } from '../__testUtils__/untilPasses';
import { examineKServeRights } from '../rights';
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

  const serviceIn = (namespace: string): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace,
      annotations: {
        'opendatahub.io/connections': 'bucket',
        'opendatahub.io/connection-path': 'models/iris',
      },
    },
    spec: { predictor: { model: { modelFormat: { name: 'onnx' } } } },
  });

  const service = () => serviceIn(bed.namespace);

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
    const at = { namespace: bed.namespace, name: 'bucket' };
    const told = await driver.takeBack(at);
    const version = told.state === 'unused' ? told.version : '';
    await expect(driver.takeBack(at, version)).resolves.toEqual({
      state: 'gone',
    });
  });

  it('from before Secrets were deleted let deployments run, and say what stays', async () => {
    const rules = singly(rulesOf('project.yaml', FOLDER)).filter(
      ({ resources, verbs }) =>
        !(resources.includes('secrets') && verbs.includes('delete')),
    );
    await account.grant(rules, bed.namespace);
    await account.grant(rulesOf('cluster.yaml', FOLDER));
    const driver = await startedWithRights();
    const made = await driver.write('InferenceService', service());
    const ref = { kind: 'InferenceService' as const, ...made.metadata };
    await driver.remove(ref, made.metadata.uid!);
    const at = { namespace: bed.namespace, name: 'bucket' };
    await untilPasses(async () =>
      expect(await driver.takeBack(at)).toMatchObject({ state: 'unused' }),
    );
    const told = await driver.takeBack(at);
    const version = told.state === 'unused' ? told.version : '';
    await expect(driver.takeBack(at, version)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(
        /may not delete it: .*forbidden.*role 'greenroom-kserve-project' anew/,
      ),
    });
    const { missing } = await examineKServeRights(account.client, {
      namespaces: [bed.namespace],
      kinds: new Map(),
    });
    expect(missing).toContainEqual(
      expect.objectContaining({
        resource: 'secrets',
        verbs: ['delete'],
        isOptional: true,
        role: 'greenroom-kserve-project',
      }),
    );
  });

  it('tell which KServe there is, and where that was read', async () => {
    const { namespace } = bed;
    const look = () =>
      discover(account.client, AbortSignal.timeout(30_000), namespace);
    const labels = { app: 'kserve', 'app.kubernetes.io/version': 'v0.19.0' };
    await createObject(bed.client, resourceTypes.Deployment, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace, name: 'kserve-controller-manager', labels },
      ...{
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: 'kserve' } },
          template: {
            metadata: { labels: { app: 'kserve' } },
            spec: { containers: [{ name: 'manager', image: 'x/y:latest' }] },
          },
        },
      },
    });
    expect((await look()).kserve).toBe('hidden');
    await account.grant(
      rulesOf('kserve-config.yaml', 'portal-account'),
      namespace,
    );
    await untilPasses(async () =>
      expect(await look()).toMatchObject({
        kserve: { namespace },
        kserveVersion: {
          version: 'v0.19.0',
          from: 'the label app.kubernetes.io/version of its controller',
        },
      }),
    );
  });

  it('are named when they are missing everywhere, and whom to ask', async () => {
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

  it('that one project lacks are its own matter, until they are granted', async () => {
    const other = await KServeTestBed.create();
    try {
      const project = rulesOf('project.yaml', FOLDER);
      await account.grant(rulesOf('cluster.yaml', FOLDER));
      await account.grant(project, bed.namespace);
      const away = await other.started();
      await away.write('InferenceService', serviceIn(other.namespace));
      let driver: KServeDriver | undefined;
      await untilPasses(async () => {
        driver ??= await bed.started(account.config, {}, undefined, [
          other.namespace,
        ]);
      });
      const lacking = driver!;
      const changes: string[] = [];
      lacking.observeProblems(() => changes.push('other'));
      const told = () =>
        lacking.objects('InferenceService').map(({ metadata }) => metadata);

      // The one without says what is missing and whom to ask for what, and nothing is written there
      expect(lacking.problem(other.namespace)).toMatchObject({
        message: expect.stringMatching(
          `inferenceservices\\.serving\\.kserve\\.io;.* in the namespace '${other.namespace}'. Ask who runs the cluster to bind the role 'greenroom-kserve-project'`,
        ),
        isLasting: true,
      });
      const known = away.objects('InferenceService')[0];
      await expect(
        lacking.write('InferenceService', known, { dryRun: true }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });

      // The others work
      expect(lacking.problem(bed.namespace)).toBeUndefined();
      expect(lacking.problem()).toBeUndefined();
      const made = await lacking.write('InferenceService', service());
      expect(told()).toEqual([
        expect.objectContaining({ namespace: bed.namespace }),
      ]);

      // With the right it is back, without a restart
      await account.grant(project, other.namespace);
      await untilPasses(async () =>
        expect(lacking.problem(other.namespace)).toBeUndefined(),
      );
      expect(changes).toContain('other');
      expect(told().map(({ namespace }) => namespace)).toEqual(
        expect.arrayContaining([bed.namespace, other.namespace]),
      );
      const changed = await lacking.write('InferenceService', {
        ...known,
        spec: { predictor: { ...known.spec.predictor, minReplicas: 2 } },
      });
      expect(changed.metadata.generation).toBe(2);
      await lacking.remove(
        { kind: 'InferenceService', ...made.metadata },
        made.metadata.uid!,
      );
    } finally {
      await other.close();
    }
  });
});
