import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';
const service = (more: Parameters<typeof testService>[0] = {}) =>
  testService({ owner: 'group:default/a', ...more });

describe('creation of deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) => bed.deploy({ owner: 'group:default/a', ...more }, as);

  it('answers with the deployment as it begins', async () => {
    const created = await deploy({ title: 'Iris' });
    expect(created).toMatchObject({
      ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
      title: 'Iris',
      owner: 'group:default/a',
      entityRef: 'component:demo/iris',
      state: { code: 'starting' },
      replicas: { ready: 0, desired: 1 },
      revisions: [],
    });
  });

  it.each<[Caller, number]>([
    ['anonymous', 401],
    ['nobody', 403],
    ['victor', 403],
    ['service', 201],
    ['admin', 201],
  ])('by %s is answered with %d', async (as, status) => {
    const { metadata, ...rest } = service();
    const unowned = { ...rest, metadata: { ...metadata, annotations: {} } };
    await expect(
      bed.call(as, 'POST', '/deployments', unowned),
    ).resolves.toMatchObject({ status });
    await expect(
      bed.call(as, 'POST', '/deployments?dryRun=true', unowned),
    ).resolves.toMatchObject({ status: status === 201 ? 200 : status });
  });

  it("without an owner belongs to the caller's group, or to them", async () => {
    await bed.call(
      'alice',
      'POST',
      '/deployments',
      testService({ name: 'one' }),
    );
    await bed.call(
      'admin',
      'POST',
      '/deployments',
      testService({ name: 'two' }),
    );
    await bed.call(
      'service',
      'POST',
      '/deployments',
      testService({ name: 'three' }),
    );
    const owners = ['one', 'two', 'three'].map(
      async name =>
        (await bed.call('admin', 'GET', `/deployments/local/demo/${name}`)).body
          .owner,
    );
    await expect(Promise.all(owners)).resolves.toEqual([
      'group:default/a',
      'user:default/admin',
      undefined,
    ]);
  });

  it.each<[string, Caller, number]>([
    ['group:default/a', 'alice', 201],
    ['A', 'alice', 201],
    ['user:default/alice', 'alice', 201],
    ['group:default/b', 'alice', 403],
    ['group:default/b', 'admin', 201],
    ['group:default/b', 'service', 201],
    ['a b/c:d', 'alice', 400],
  ])(
    'for the owner %s by %s is answered with %d',
    async (owner, as, status) => {
      await expect(
        bed.call(as, 'POST', '/deployments', testService({ owner })),
      ).resolves.toMatchObject({ status });
    },
  );

  it('keeps nothing that only the server writes', async () => {
    const { body } = await bed.call('alice', 'POST', '/deployments', {
      ...service(),
      metadata: {
        ...service().metadata,
        uid: 'mine',
        resourceVersion: '99',
        generation: 7,
        deletionTimestamp: '2020-01-01T00:00:00Z',
        managedFields: [],
      },
      status: { url: 'http://evil' },
    });
    expect(body.uid).not.toBe('mine');
    expect(body.generation).toBe(1);
    expect(body.resource.status).toBeUndefined();
    expect(body.resource.metadata.deletionTimestamp).toBeUndefined();
  });

  it('refuses a name that is taken, and changes nothing', async () => {
    await deploy();
    const again = await bed.call(
      'alice',
      'POST',
      '/deployments',
      service({ minReplicas: 3 }),
    );
    expect(again).toMatchObject({
      status: 409,
      body: {
        error: { message: expect.stringContaining('local/demo/iris') },
      },
    });
    const { body } = await bed.call('alice', 'GET', IRIS);
    expect(body.resource.spec.predictor.minReplicas).toBe(1);
  });

  it('with one key happens once', async () => {
    const first = await bed.call('alice', 'POST', '/deployments', service(), {
      'idempotency-key': 'k1',
    });
    const second = await bed.call('alice', 'POST', '/deployments', service(), {
      'idempotency-key': 'k1',
    });
    expect(second).toMatchObject({
      status: 201,
      body: { uid: first.body.uid },
    });
    const other = await bed.call('alice', 'POST', '/deployments', service(), {
      'idempotency-key': 'k2',
    });
    expect(other.status).toBe(409);
    const retry = await bed.call(
      'alice',
      'POST',
      '/deployments',
      service({ name: 'two' }),
      { 'idempotency-key': 'k2' },
    );
    expect(retry.status).toBe(201);
  });

  it('on a cluster that is not there names those that are', async () => {
    const answer = await bed.call(
      'alice',
      'POST',
      '/deployments?cluster=moon',
      service(),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('local, far') } },
    });
  });

  type Spoil = (good: InferenceService) => unknown;
  const predictor =
    (change: object): Spoil =>
    good => ({
      ...good,
      spec: { predictor: { ...good.spec.predictor, ...change } },
    });
  const named =
    (name: unknown): Spoil =>
    good => ({ ...good, metadata: { ...good.metadata, name } });
  it.each<[string, Spoil, string]>([
    ['capitals in the name', named('Iris'), 'metadata.name'],
    ['a name that is too long', named('a'.repeat(64)), 'metadata.name'],
    ['a name that is a path', named('../etc'), 'metadata.name'],
    ['a name that is a number', named(7), 'metadata.name'],
    ['no name', named(undefined), 'metadata.name'],
    [
      'ten thousand replicas',
      predictor({ minReplicas: 10_000, maxReplicas: 10_000 }),
      'spec.predictor',
    ],
    [
      'negative replicas',
      predictor({ minReplicas: -1 }),
      'spec.predictor.minReplicas',
    ],
    [
      'half a replica',
      predictor({ minReplicas: 1.5 }),
      'spec.predictor.minReplicas',
    ],
    [
      'replicas as a text',
      predictor({ minReplicas: 'many' }),
      'spec.predictor.minReplicas',
    ],
    ['another kind', good => ({ ...good, kind: 'Pod' }), 'kind'],
    ['no spec', good => ({ ...good, spec: undefined }), 'spec'],
    ['a spec that is a text', good => ({ ...good, spec: 'x' }), 'spec'],
    ['a list', () => [], 'InferenceService'],
  ])('with %s is refused, naming the field', async (_, spoil, field) => {
    const answer = await bed.call(
      'alice',
      'POST',
      '/deployments',
      spoil(service()),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(field) } },
    });
    await expect(
      bed.stores.resources.countDeployments(),
    ).resolves.toMatchObject({ all: 0 });
  });

  it('dry, stores nothing and tells runtime, configuration and warnings', async () => {
    const good = service();
    const { status, body } = await bed.call(
      'alice',
      'POST',
      '/deployments?dryRun=true',
      {
        ...good,
        spec: { predictor: { ...good.spec.predictor, fooBar: 1 } },
      },
    );
    expect(status).toBe(200);
    expect(body.errors).toEqual([]);
    expect(body.warnings).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('fooBar') }),
    );
    expect(body.runtime.chosen).toMatchObject({
      name: 'onnx-server',
      protocol: 'v2',
    });
    expect(body.configuration).toContainEqual(
      expect.objectContaining({ value: 'serve' }),
    );
    await expect(
      bed.stores.resources.countDeployments(),
    ).resolves.toMatchObject({ all: 0 });
  });

  it('dry, tells all errors and a name that is taken', async () => {
    await deploy();
    const taken = await bed.call(
      'alice',
      'POST',
      '/deployments?dryRun=true',
      service(),
    );
    expect(taken.body.errors).toEqual([
      { path: 'metadata.name', message: expect.stringContaining('taken') },
    ]);
    const wrong = await bed.call(
      'alice',
      'POST',
      '/deployments?dryRun=true',
      predictor({ minReplicas: -1 })(service()),
    );
    expect(wrong).toMatchObject({
      status: 200,
      body: { errors: [expect.anything()] },
    });
  });
});
