import { testService } from '../store/__testUtils__';
import { FakeDriver } from '../testing';
import { ApiTestBed, type Answer, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';
const KEY = 'spec.predictor.model.storage.key';

describe('copies of deployments', () => {
  let bed: ApiTestBed;
  let far: FakeDriver;

  beforeEach(async () => {
    far = new FakeDriver({
      capabilities: { maxReplicas: 2, storageSchemes: ['s3', 'gs'] },
    });
    far.runtimeList.splice(0, 1, {
      ...far.runtimeList[0],
      metadata: { name: 'far-onnx' },
    });
    const local = new FakeDriver({ capabilities: { runs: 'programs' } });
    bed = await ApiTestBed.create({ driver: local, farDriver: far });
  });

  afterEach(() => bed.close());

  const deploy = (more: Parameters<typeof testService>[0] = {}) =>
    bed.deploy({ owner: 'group:default/a', ...more });
  const copy = (more: object = {}, as: Caller = 'alice', query = '') =>
    bed.call(as, 'POST', `${IRIS}/copy${query}`, {
      cluster: 'far',
      namespace: 'demo',
      name: 'iris',
      ...more,
    });
  const preview = async (more: object = {}, as: Caller = 'alice') =>
    (await copy(more, as, '?dryRun=true')).body;
  const connect = (name: string, namespace: string, more: object = {}) =>
    bed.call('alice', 'POST', '/connections', {
      namespace,
      name,
      owner: 'group:default/a',
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: 'KEY-OF-THE-COPY',
        AWS_SECRET_ACCESS_KEY: 'secret-of-the-copy',
        AWS_S3_ENDPOINT: 'https://s3.example.com',
        AWS_S3_BUCKET: 'models',
      },
      ...more,
    });
  const pathsOf = (messages: readonly { path: string }[]) =>
    messages.map(({ path }) => path);

  it('are told before they are made, with the reason of each change', async () => {
    const { resourceVersion } = await deploy({
      runtime: 'onnx-server',
      minReplicas: 3,
    });
    const told = await preview();
    expect(told).toMatchObject({
      source: { cluster: 'local', namespace: 'demo', name: 'iris' },
      target: { cluster: 'far', namespace: 'demo', name: 'iris' },
      resourceVersion,
      errors: [],
      left: expect.arrayContaining([expect.stringMatching(/^Tokens: /)]),
    });
    expect(told.changes).toEqual([
      {
        path: 'metadata.annotations[greenroom/copied-from]',
        after: 'local/demo/iris',
        because: 'Says of what it is a copy.',
      },
      {
        path: 'spec.predictor.minReplicas',
        before: 3,
        after: 2,
        because: 'The cluster far allows at most 2 replicas.',
      },
      {
        path: 'spec.predictor.model.runtime',
        before: 'onnx-server',
        after: 'far-onnx',
        because: expect.stringContaining('no runtime "onnx-server" on far'),
      },
    ]);
    await expect(
      bed.call('alice', 'GET', '/deployments/far/demo/iris'),
    ).resolves.toMatchObject({ status: 404 });
  });

  it('are deployments like others, audited with both places', async () => {
    const { resourceVersion } = await deploy();
    const { status, body } = await copy({ resourceVersion });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ref: { cluster: 'far', namespace: 'demo', name: 'iris' },
      owner: 'group:default/a',
      state: { code: 'starting' },
    });
    expect(bed.audit.at(-1)).toMatchObject({
      eventId: 'deployment-mutate',
      outcome: 'success',
      meta: {
        actionType: 'copy',
        ref: 'local/demo/iris',
        copy: 'far/demo/iris',
      },
    });
    await expect(copy()).resolves.toMatchObject({ status: 409 });
    expect(pathsOf((await preview()).errors)).toEqual(['metadata.name']);
  });

  it('beside their original differ in nothing but the name', async () => {
    await deploy({ runtime: 'onnx-server' });
    const { changes, warnings } = await preview({
      cluster: 'local',
      name: 'other',
    });
    expect(pathsOf(changes)).toEqual([
      'metadata.annotations[greenroom/copied-from]',
      'metadata.name',
    ]);
    expect(warnings).toEqual([]);
  });

  it('of what has changed since it was looked at are refused', async () => {
    const { resourceVersion } = await deploy();
    await bed.call('alice', 'POST', `${IRIS}/scale`, { minReplicas: 2 });
    const answer = await copy({ resourceVersion });
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toContain('look at it again');
  });

  it.each<[string, Caller, number]>([
    ['nobody knows', 'anonymous', 401],
    ['may not see it', 'bob', 404],
    ['may read only', 'victor', 403],
    ['may do everything', 'admin', 201],
  ])('by who %s (%s) are answered with %d', async (_who, as, status) => {
    await deploy();
    await expect(copy({}, as)).resolves.toMatchObject({ status });
    await expect(
      copy({ name: 'b' }, as, '?dryRun=true'),
    ).resolves.toMatchObject({ status: status === 201 ? 200 : status });
  });

  it('by who may not act for the owner are their own', async () => {
    await deploy();
    bed.policy.grants.set('user:default/bob', ({ name }) =>
      name === 'model-serving.deployment.read' ? 'all' : 'own',
    );
    const { errors, changes } = await preview({}, 'bob');
    expect(errors).toEqual([]);
    expect(changes).toContainEqual(
      expect.objectContaining({
        path: 'metadata.annotations[greenroom/owner]',
        before: 'group:default/a',
        after: 'group:default/b',
      }),
    );
    await expect(copy({}, 'bob')).resolves.toMatchObject({
      status: 201,
      body: { owner: 'group:default/b' },
    });
  });

  it.each<[object, number]>([
    [{ cluster: 'nowhere' }, 400],
    [{ namespace: 'Not A Name' }, 400],
    [{ name: 'Not A Name' }, 400],
    [{ secrets: true }, 400],
  ])('to %j are refused', async (more, status) => {
    await deploy();
    await expect(copy(more)).resolves.toMatchObject({ status });
  });

  it('say what is wrong with a name at its field', async () => {
    await deploy();
    const { errors } = await preview({ name: 'Not A Name' });
    expect(pathsOf(errors)).toEqual(['metadata.name']);
  });

  describe('never copy what is secret', () => {
    it('but ask for a connection where there is none', async () => {
      await connect('store', 'demo');
      await deploy({ connection: 'store' });
      const told = await preview();
      expect(told.connection).toEqual({ path: KEY, name: 'store' });
      expect(pathsOf(told.errors)).toEqual([KEY]);
      expect(pathsOf(told.warnings)).not.toContain(KEY);
      await expect(copy()).resolves.toMatchObject({ status: 403 });
      await connect('other', 'demo', { cluster: 'far' });
      await expect(copy({ connection: 'other' })).resolves.toMatchObject({
        status: 201,
        body: { model: { connection: 'other' } },
      });
      for (const text of bed.said) {
        expect(text).not.toMatch(/secret-of-the-copy|KEY-OF-THE-COPY/);
      }
    });

    it('and name the same connection where it is shared', async () => {
      await connect('store', 'ml');
      await bed.call('alice', 'PUT', '/connections/local/ml/store/sharing', {
        namespaces: ['prod'],
        owners: [],
      });
      await bed.call(
        'alice',
        'POST',
        '/deployments',
        testService({
          owner: 'group:default/a',
          namespace: 'ml',
          connection: 'store',
        }),
      );
      const told: Answer = await bed.call(
        'alice',
        'POST',
        '/deployments/local/ml/iris/copy?dryRun=true',
        { cluster: 'local', namespace: 'prod', name: 'iris' },
      );
      expect(told.body.errors).toEqual([]);
      expect(told.body.changes).toContainEqual({
        path: KEY,
        before: 'store',
        after: 'ml.store',
        because: 'The same connection, as prod names it.',
      });
    });

    it('nor lean on a connection that goes with the original', async () => {
      await connect('store', 'demo', { privateTo: 'iris' });
      await deploy({ connection: 'store' });
      const { errors } = await preview({ cluster: 'local', name: 'other' });
      expect(errors).toEqual([
        { path: KEY, message: expect.stringContaining('goes when it does') },
      ]);
      await expect(
        copy({ cluster: 'local', name: 'other' }),
      ).resolves.toMatchObject({ status: 400 });
    });
  });

  describe('of a deployment with a canary', () => {
    const patch = (predictor: object) =>
      bed.call('alice', 'PATCH', IRIS, { spec: { predictor } });

    async function revise(number: number, generation: number) {
      const { body } = await bed.call('alice', 'GET', IRIS);
      const name = `iris-predictor-0000${number}`;
      await bed.stores.revisions.add({
        serviceUid: body.uid,
        component: 'predictor',
        number,
        spec: {
          key: `demo/${name}`,
          name,
          service: body.ref,
          serviceUid: body.uid,
          component: 'predictor',
          pod: { labels: {}, annotations: {}, spec: { containers: [] } },
          modelName: 'iris',
          protocol: 'v2',
        },
        fingerprint: `f${number}`,
        generation,
        createdAt: '2026-11-21T12:00:00.000Z',
      });
    }

    it('begin with what is rolled out', async () => {
      await deploy();
      await revise(1, 1);
      await patch({
        canaryTrafficPercent: 20,
        model: { storageUri: 's3://models/next' },
      });
      const { resource } = await preview();
      expect(resource.spec.predictor).toMatchObject({
        model: { storageUri: 's3://models/iris' },
      });
      expect(resource.spec.predictor).not.toHaveProperty(
        'canaryTrafficPercent',
      );
    });

    it('say that they cannot where that is not kept', async () => {
      await deploy();
      await patch({
        canaryTrafficPercent: 20,
        model: { storageUri: 's3://models/next' },
      });
      const { resource, warnings } = await preview();
      expect(resource.spec.predictor.model.storageUri).toBe('s3://models/next');
      expect(pathsOf(warnings)).toContain('spec');
    });
  });
});
