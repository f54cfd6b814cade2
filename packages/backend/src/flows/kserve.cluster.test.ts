import type {
  DeploymentDetail,
  FieldMessage,
  HistoryView,
  RevisionDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  imageOf,
  KServeBed,
  onCluster,
  PortalOnKServe,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

/** Images are there, but two cores start pods beside everything else. */
const SLOW_MS = 120_000;
/** As KServe's controller plays it: nothing of it says why. */
const SAYS =
  'KServe says PredictorReady: MinimumReplicasUnavailable, Deployment does not have minimum availability.';

onCluster('a deployment on a cluster with KServe', () => {
  let bed: KServeBed;
  let portal: PortalOnKServe;
  let deployments: Deployments;
  let path: string;

  beforeAll(async () => {
    portal = await PortalOnKServe.create();
    ({ bed, deployments } = portal);
    path = deployments.pathOf('iris');
  });

  afterAll(() => portal?.close());

  const seen = (
    name: string,
    isWanted: (detail: DeploymentDetail) => boolean,
  ) => deployments.untilSeen(name, isWanted, SLOW_MS);
  const service = (name: string, model?: object) => portal.service(name, model);
  /** Shares of what runs, by name. */
  const sharesOf = ({ revisions }: DeploymentDetail) =>
    Object.fromEntries(revisions.map(({ name, percent }) => [name, percent]));

  it('is written as a careful user would, with a secret beside it', async () => {
    const made = await deployments.call(
      'POST',
      '/deployments',
      service('iris'),
    );
    expect(made).toMatchObject({ status: 201, body: { warnings: [] } });
    const { metadata, spec } = await bed.service('iris');
    expect(spec).toEqual(service('iris').spec);
    expect(metadata.annotations).toEqual({
      'greenroom/owner': 'group:default/a',
      modelFormat: 'onnx',
      'serving.kserve.io/deploymentMode': 'Standard',
    });
    // Nothing of it is the portal's but what it wrote: not the finalizer, not the status
    const [ours] = metadata.managedFields.filter(
      ({ manager }: { manager: string }) => manager === 'greenroom',
    );
    expect(Object.keys(ours.fieldsV1)).toEqual(['f:metadata', 'f:spec']);
    expect(Object.keys(ours.fieldsV1['f:metadata'])).toEqual(['f:annotations']);
    expect(await bed.names('secrets')).toEqual(['samples', 'storage-config']);
    expect(JSON.stringify([metadata, spec])).not.toContain('secret-key');
  });

  it('is Ready in the words of every cluster, at KServe’s addresses', async () => {
    const { state, endpoints, conditions, access, ungated } = await seen(
      'iris',
      detail => detail.state.word === 'Ready',
    );
    expect(state).toMatchObject({
      headline: 'Serving with 1 replica',
      notes: [],
    });
    const { namespace } = bed;
    expect(endpoints.map(({ inferUrl }) => inferUrl)).toEqual([
      `http://iris-${namespace}.example.com/v2/models/iris/infer`,
      `http://iris-predictor.${namespace}.svc.cluster.local/v2/models/iris/infer`,
    ]);
    expect(
      conditions.find(({ type }) => type === 'PredictorReady'),
    ).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect({ access, ungated }).toEqual({
      access: 'open',
      ungated: expect.stringContaining('routes requests by itself'),
    });
  });

  it('shows what somebody changes with kubectl, and leaves it', async () => {
    await bed.edit('iris', { spec: { predictor: { minReplicas: 2 } } });
    await seen(
      'iris',
      ({ replicas }) => replicas.ready === 2 && replicas.min === 2,
    );
    const { body } = await deployments.call('GET', `${path}/history`);
    const [last]: HistoryView[] = body.items;
    expect(last).toMatchObject({
      how: 'cluster',
      changes: ['spec.predictor.minReplicas'],
    });
    expect(last.actor).toBeUndefined();
    const { metadata, spec } = await bed.service('iris');
    expect([metadata.generation, spec.predictor.minReplicas]).toEqual([2, 2]);
  });

  it('tells whose change an edit would write over', async () => {
    const { resourceVersion } = (await deployments.get('iris'))!;
    await bed.edit('iris', { spec: { predictor: { minReplicas: 1 } } });
    const answer = await deployments.call('PATCH', path, {
      metadata: { resourceVersion },
      spec: { predictor: { minReplicas: 3 } },
    });
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toMatch(
      /Theirs: somebody on the cluster .*spec\.predictor\.minReplicas\. Yours: spec\.predictor\.minReplicas/,
    );
    expect((await bed.service('iris')).spec.predictor.minReplicas).toBe(1);
  });

  it('says at the field what a policy of the cluster refuses', async () => {
    await bed.admits(
      '!has(object.spec.predictor.minReplicas) || object.spec.predictor.minReplicas <= 3',
      'minReplicas of this project is at most 3',
    );
    const tooMany = { minReplicas: 4, maxReplicas: 4 };
    const patch = { spec: { predictor: tooMany } };
    const errors: readonly FieldMessage[] = await until(
      'the policy is in force',
      async () => {
        const dry = await deployments.call(
          'PATCH',
          `${path}?dryRun=true`,
          patch,
        );
        return dry.body.errors.length > 0 && dry.body.errors;
      },
    );
    expect(errors).toEqual([
      {
        path: 'spec.predictor.minReplicas',
        message: expect.stringContaining('is at most 3'),
      },
    ]);
    const answer = await deployments.call('PATCH', path, patch);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/^spec.predictor.minReplicas: /);
    expect((await bed.service('iris')).spec.predictor.minReplicas).toBe(1);
  });

  it('names a crash while KServe says that all is pending', async () => {
    const env = [{ name: 'BEHAVIOR', value: 'exit:3' }];
    const broken = service('broken', { env });
    const made = await deployments.call('POST', '/deployments', broken);
    expect(made).toMatchObject({ status: 201 });
    const { fullState, resource } = await seen(
      'broken',
      ({ state }) => state.word === 'Failed',
    );
    expect(fullState).toMatchObject({
      headline: 'The model could not be loaded',
      notes: [SAYS],
    });
    expect(fullState.findings[0]).toMatchObject({
      code: 'ModelLoadFailed',
      detail: 'Error, exit code 3',
    });
    expect(resource.status?.modelStatus).toMatchObject({
      states: { targetModelState: 'Pending' },
    });
  });

  it('gives a canary its share, and warns of its promotion before it promotes', async () => {
    const storage = { key: 'samples', path: 'iris-v2' };
    const { model } = service('iris', { storage }).spec.predictor;
    const canary = { trafficPercent: 25, predictor: { name: 'v2', model } };
    const patched = await deployments.call('PATCH', path, {
      spec: { predictor: { minReplicas: 2 }, canary: [canary] },
    });
    expect(patched).toMatchObject({ status: 200 });
    const shared = await seen(
      'iris',
      detail => sharesOf(detail)['iris-v2-predictor'] === 25,
    );
    expect(sharesOf(shared)).toEqual({
      'iris-predictor': 75,
      'iris-v2-predictor': 25,
    });
    const kept = await deployments.call('GET', `${path}/revisions`);
    expect(kept.body).toMatchObject({ kept: 0, source: 'cluster' });
    expect(
      kept.body.items.map(({ name, ...item }: RevisionDetail) => [
        name,
        item.isCurrent,
        item.image,
        item.rollbackProblem?.slice(0, 13),
        item.unknown?.[0].because.match(/path "[^"]*"/)?.[0],
      ]),
    ).toEqual([
      [
        'iris-v2-predictor',
        false,
        imageOf('test-replica'),
        'It is the can',
        'path "iris-v2"',
      ],
      [
        'iris-predictor',
        true,
        imageOf('test-replica'),
        'It is what th',
        expect.stringContaining('path "'),
      ],
    ]);
    const back = await deployments.call('POST', `${path}/rollback`, {
      revision: 'iris-v2-predictor',
    });
    expect(back.status).toBe(409);
    expect(back.body.error.message).toMatch(/promote it to give it/);
    const promoted = await deployments.call('POST', `${path}/canary`, {
      canary: 'v2',
      percent: 100,
    });
    expect(promoted).toMatchObject({ status: 202 });
    expect(promoted.body.warnings).toContainEqual({
      path: 'spec.predictor.name',
      message: expect.stringContaining('Give the canary minReplicas 2 first'),
    });
    const after = await seen(
      'iris',
      ({ state, revisions, replicas }) =>
        state.word === 'Ready' &&
        revisions.length === 1 &&
        replicas.ready === 2,
    );
    expect(sharesOf(after)).toEqual({ 'iris-v2-predictor': 100 });
    const { spec } = await bed.service('iris');
    expect(spec).toMatchObject({ predictor: { name: 'v2', minReplicas: 2 } });
    expect(spec.canary).toBeUndefined();
  });

  it('shows what the dashboard of Open Data Hub made, with its connection, and changes it', async () => {
    await bed.make({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'shop',
        labels: {
          'opendatahub.io/dashboard': 'true',
          'opendatahub.io/managed': 'true',
        },
        annotations: {
          'opendatahub.io/connection-type': 's3',
          'opendatahub.io/connection-type-ref': 's3',
          'openshift.io/display-name': 'Models of the shop',
        },
      },
      stringData: { AWS_S3_BUCKET: 'b', AWS_SECRET_ACCESS_KEY: 'their-key' },
    });
    const storage = { key: 'shop', path: 'iris' };
    const { spec } = service('theirs', { storage });
    await bed.make({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'theirs',
        labels: { 'opendatahub.io/dashboard': 'true' },
        annotations: {
          'opendatahub.io/connections': 'shop',
          'opendatahub.io/connection-path': 'iris',
          'openshift.io/display-name': 'Theirs',
        },
      },
      spec,
    });
    const detail = await seen('theirs', ({ configuration: lines }) =>
      lines.some(({ section }) => section === 'storage'),
    );
    const { title, runtime, configuration } = detail;
    expect([title, runtime?.name]).toEqual(['Theirs', 'tiny']);
    expect(
      configuration
        .filter(({ section }) => section === 'storage')
        .map(({ name, value }) => [name, value]),
    ).toEqual([
      ['connection', 'Models of the shop (shop)'],
      ['connectionType', 'S3-compatible bucket'],
      // What is played fetches nothing, so that no pod names the bucket
      ['modelLocation', 'iris (in its bucket)'],
    ]);
    expect(JSON.stringify(detail)).not.toContain('their-key');
    const renamed = { 'openshift.io/display-name': 'Ours, too' };
    const answer = await deployments.call(
      'PATCH',
      deployments.pathOf('theirs'),
      { metadata: { annotations: renamed } },
    );
    expect(answer).toMatchObject({ status: 200, body: { title: 'Ours, too' } });
    const { metadata, spec: kept } = await bed.service('theirs');
    expect(metadata.annotations).toMatchObject({
      ...renamed,
      'opendatahub.io/connections': 'shop',
    });
    expect(kept.predictor.model.storage).toEqual(storage);
  });

  it.each(['iris', 'broken', 'theirs'])(
    'leaves nothing of %s behind',
    async name => {
      await deployments.call('DELETE', deployments.pathOf(name));
      await until(
        'it is gone',
        async () => !(await deployments.get(name)),
        SLOW_MS,
      );
      expect(await bed.names('inferenceservices')).not.toContain(name);
      expect((await bed.names('deployments')).join()).not.toContain(name);
    },
  );
});
