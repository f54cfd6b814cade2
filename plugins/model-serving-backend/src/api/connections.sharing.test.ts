import { testService } from '../store/__testUtils__';
import { ApiTestBed, TestBucket, type Caller } from './__testUtils__';

const STORE = '/connections/local/ml/store';

describe('sharing of a connection', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
    const { status } = await bed.call('alice', 'POST', '/connections', {
      namespace: 'ml',
      name: 'store',
      owner: 'group:default/a',
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: 'KEY',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_S3_ENDPOINT: 'https://s3.example.com',
        AWS_S3_BUCKET: 'models',
      },
    });
    if (status !== 201) throw new Error(`not connected: HTTP ${status}`);
  });
  afterEach(() => bed.close());

  const share = (
    namespaces: readonly string[],
    owners: readonly string[],
    as: Caller = 'alice',
  ) => bed.call(as, 'PUT', `${STORE}/sharing`, { namespaces, owners });
  const deploy = (as: Caller, more: Parameters<typeof testService>[0] = {}) =>
    bed.call(
      as,
      'POST',
      '/deployments',
      testService({ connection: 'ml.store', namespace: 'demo', ...more }),
    );
  const names = async (as: Caller, query = '') =>
    (await bed.call(as, 'GET', `/connections${query}`)).body.items.map(
      (item: { ref: { name: string } }) => item.ref.name,
    );
  const bobs = { owner: 'group:default/b' };

  it('lets nobody else see or use it at first', async () => {
    await expect(names('bob')).resolves.toEqual([]);
    await expect(deploy('bob', bobs)).resolves.toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('"ml.store"') } },
    });
    // Not even whoever may do everything: out of reach is out of reach
    expect((await deploy('admin')).status).toBeGreaterThanOrEqual(400);
  });

  it('is known to who explains what a change would do', async () => {
    await share(['demo'], []);
    expect((await deploy('bob', bobs)).status).toBe(201);
    const { body } = await bed.call(
      'bob',
      'POST',
      '/deployments/local/demo/iris/explain',
      { spec: { predictor: { model: { storage: { path: 'iris-2' } } } } },
    );
    expect(body).toMatchObject({
      errors: [],
      components: [{ component: 'predictor', revision: 'new' }],
    });
  });

  it.each(['ml.store', 'ml.nothing', 'nothing'])(
    'says the same of %s, which may or may not exist, in an annotation',
    async connection => {
      const { status, body } = await bed.call(
        'bob',
        'POST',
        '/deployments?dryRun=true',
        testService({
          ...bobs,
          annotations: { 'opendatahub.io/connections': connection },
        }),
      );
      expect(status).toBe(200);
      expect(
        body.errors.filter(({ path }: { path: string }) =>
          path.includes('connections'),
        ),
      ).toEqual([
        {
          path: 'metadata.annotations[opendatahub.io/connections]',
          message: expect.stringContaining(
            `there is no connection "${connection}" in the project "demo", or shared`,
          ),
        },
      ]);
    },
  );

  it.each<[string, readonly string[], readonly string[]]>([
    ['an owner', [], ['group:default/b']],
    ['a project', ['demo'], []],
  ])(
    'with %s lets them see and use it there, and no more',
    async (_, namespaces, owners) => {
      await expect(share(namespaces, owners)).resolves.toMatchObject({
        status: 200,
        body: { resource: { spec: { sharedWith: { namespaces, owners } } } },
      });
      await expect(names('bob')).resolves.toEqual(['store']);
      await expect(
        names('bob', '?usableIn=demo&usableBy=group:default/b'),
      ).resolves.toEqual(['store']);
      await expect(deploy('bob', bobs)).resolves.toMatchObject({ status: 201 });
      for (const [method, path, body] of [
        ['PATCH', STORE, { title: 'Mine' }],
        ['DELETE', STORE, undefined],
        ['PUT', `${STORE}/sharing`, { namespaces: [], owners: [] }],
        ['POST', `${STORE}/rotate`, { values: { AWS_ACCESS_KEY_ID: 'x' } }],
      ] as const) {
        await expect(
          bed.call('bob', method, path, body),
        ).resolves.toMatchObject({
          status: 403,
        });
      }
    },
  );

  it('with a project does not reach another one', async () => {
    await share(['demo'], []);
    await expect(names('bob', '?usableIn=other')).resolves.toEqual([]);
    await expect(
      deploy('bob', { ...bobs, namespace: 'other' }),
    ).resolves.toMatchObject({ status: 403 });
  });

  it('with an owner does not reach deployments of others', async () => {
    await share([], ['group:default/c']);
    await expect(names('bob')).resolves.toEqual([]);
    await expect(deploy('bob', bobs)).resolves.toMatchObject({ status: 403 });
  });

  it('gives nothing to whom the policy denies it', async () => {
    await share(['demo'], ['group:default/b']);
    bed.policy.grants.set('user:default/bob', permission =>
      permission.name === 'model-serving.connection.use' ? 'none' : 'own',
    );
    await expect(deploy('bob', bobs)).resolves.toMatchObject({ status: 403 });
  });

  it('is not taken away from whoever uses it', async () => {
    await share(['demo'], ['group:default/b']);
    await deploy('bob', bobs);
    await expect(share(['demo'], [])).resolves.toMatchObject({ status: 200 });
    await expect(share([], [])).resolves.toMatchObject({
      status: 409,
      body: {
        error: { message: expect.stringContaining('1 that you may not see') },
      },
    });
    await expect(share([], [], 'admin')).resolves.toMatchObject({
      status: 409,
      body: {
        error: { message: expect.stringContaining('local/demo/iris') },
      },
    });
    const { body } = await bed.call('admin', 'GET', STORE);
    expect(body.usedBy).toEqual([
      { cluster: 'local', namespace: 'demo', name: 'iris' },
    ]);
    await expect(bed.call('admin', 'DELETE', STORE)).resolves.toMatchObject({
      status: 409,
    });
    await bed.stores.resources.remove(
      (
        await bed.call('bob', 'GET', '/deployments/local/demo/iris')
      ).body.uid,
    );
    await expect(share([], [])).resolves.toMatchObject({ status: 200 });
    await expect(names('bob')).resolves.toEqual([]);
  });

  it('stays when the connection is changed, and is on record', async () => {
    const { body } = await share(['demo'], ['group:default/B']);
    await bed.call('alice', 'PATCH', STORE, { title: 'New' });
    const after = await bed.call('alice', 'GET', STORE);
    expect(after.body.resource.spec.sharedWith).toEqual({
      namespaces: ['demo'],
      owners: ['group:default/b'],
    });
    const history = await bed.stores.history.list(
      body.resource.metadata.uid,
      10,
    );
    expect(history.map(({ action }) => action)).toEqual([
      'update',
      'share',
      'create',
    ]);
    expect(
      bed.audit.find(({ meta }) => meta.actionType === 'share'),
    ).toMatchObject({
      outcome: 'success',
      meta: { namespaces: ['demo'], owners: ['group:default/b'] },
    });
  });

  it.each<[string, unknown]>([
    ['its own project', { namespaces: ['ml'], owners: [] }],
    ['a project of the platform', { namespaces: ['kube-system'], owners: [] }],
    ['what is no owner', { namespaces: [], owners: ['everybody'] }],
    ['half of it', { namespaces: [] }],
    ['nothing', undefined],
  ])('refuses %s', async (_, body) => {
    await expect(
      bed.call('alice', 'PUT', `${STORE}/sharing`, body),
    ).resolves.toMatchObject({ status: 400 });
  });

  it('refuses it of one that belongs to a deployment', async () => {
    const bucket = await TestBucket.create();
    await bed.call(
      'alice',
      'POST',
      '/connections',
      bucket.connection({ name: 'private', privateTo: 'iris' }),
    );
    await bucket.close();
    await expect(
      bed.call('alice', 'PUT', '/connections/local/demo/private/sharing', {
        namespaces: ['ml'],
        owners: [],
      }),
    ).resolves.toMatchObject({ status: 400 });
  });

  it('needs a project to say what an owner may use', async () => {
    await expect(
      bed.call('bob', 'GET', '/connections?usableBy=group:default/b'),
    ).resolves.toMatchObject({ status: 400 });
  });
});
