import { testObserved } from '../store/__testUtils__';
import { ApiTestBed, bucketKeys, TestBucket } from './__testUtils__';

const STORE = '/connections/local/demo/store';
const IRIS = '/deployments/local/demo/iris';

describe('rotation of a connection', () => {
  let bucket: TestBucket;
  let bed: ApiTestBed;
  let uid: string;

  beforeAll(async () => {
    bucket = await TestBucket.create();
  });
  afterAll(() => bucket.close());

  beforeEach(async () => {
    bed = await ApiTestBed.create({
      addresses: { allowPrivate: false, allowHosts: [bucket.host] },
    });
    const { status, body } = await bed.call(
      'alice',
      'POST',
      '/connections',
      bucket.connection({}, { AWS_SECRET_ACCESS_KEY: 'outdated-secret' }),
    );
    if (status !== 201) throw new Error(`not connected: HTTP ${status}`);
    uid = body.resource.metadata.uid;
  });
  afterEach(() => bed.close());

  const good = { AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey };
  const rotate = (
    body: unknown,
    query = '',
    as: Parameters<ApiTestBed['call']>[0] = 'alice',
  ) => bed.call(as, 'POST', `${STORE}/rotate${query}`, body);
  const secret = async () =>
    (await bed.stores.secrets.get(uid)).AWS_SECRET_ACCESS_KEY;

  /** A deployment that uses it, in the state that was observed. */
  async function deploy(
    name: string,
    state: 'ready' | 'failed',
    as: 'alice' | 'admin' = 'alice',
    owner = 'group:default/a',
  ) {
    const made = await bed.deploy({ name, owner, connection: 'store' }, as);
    await bed.stores.resources.updateObserved(
      made.uid,
      undefined,
      testObserved(state, {
        replicas: {
          ready: state === 'ready' ? 2 : 0,
          desired: 2,
          min: 2,
          max: 2,
        },
      }),
    );
    return made.uid;
  }

  it('stores values that pass their test, and says what that means', async () => {
    const irisUid = await deploy('iris', 'ready');
    await deploy('broken', 'failed');
    const { status, body } = await rotate({ values: good, path: 'iris' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rotated: true,
      test: { ok: true },
      others: 0,
      deployments: [
        { ref: { name: 'broken' }, effect: 'retrying' },
        {
          ref: { name: 'iris' },
          effect: 'next-start',
          message: expect.stringContaining('2 replicas keep serving'),
        },
      ],
      connection: {
        resource: { status: { test: { state: 'verified' } } },
      },
    });
    await expect(secret()).resolves.toBe(bucketKeys.secretAccessKey);
    const [event] = await bed.stores.events.list(irisUid, 10);
    expect(event).toMatchObject({
      reason: 'ConnectionRotated',
      message: expect.stringContaining('local/demo/store'),
    });
    const [entry] = await bed.stores.history.list(uid, 1);
    expect(entry).toMatchObject({
      action: 'rotate',
      actor: 'user:default/alice',
    });
    expect(bed.audit.at(-1)).toMatchObject({
      eventId: 'connection-mutate',
      outcome: 'success',
      meta: { actionType: 'rotate', rotated: true },
    });
  });

  it('changes nothing if the values do not pass their test', async () => {
    const { status, body } = await rotate({
      values: { AWS_SECRET_ACCESS_KEY: 'wr0ng-value' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rotated: false,
      test: { ok: false, code: 'CONNECTION_FAILED' },
      message: expect.stringContaining('nothing was changed'),
    });
    await expect(secret()).resolves.toBe('outdated-secret');
    expect(bed.said.join('\n')).not.toMatch(/wr0ng-value|outdated-secret/);
  });

  it('stores untested values if it is told to, and says that they are not tested', async () => {
    const { body } = await rotate({
      values: { AWS_SECRET_ACCESS_KEY: 'for-tomorrow' },
      test: false,
    });
    expect(body).toMatchObject({
      rotated: true,
      connection: {
        resource: { status: { test: { state: 'not-tested' } } },
      },
    });
    expect(body.test).toBeUndefined();
    await expect(secret()).resolves.toBe('for-tomorrow');
  });

  it('previews without storing, with and without values', async () => {
    await deploy('iris', 'ready');
    const preview = await rotate({}, '?dryRun=true');
    expect(preview.body).toMatchObject({
      rotated: false,
      message: expect.stringContaining('Used by 1 deployment'),
      deployments: [{ effect: 'next-start' }],
    });
    const tested = await rotate({ values: good }, '?dryRun=true');
    expect(tested.body).toMatchObject({ rotated: false, test: { ok: true } });
    await expect(secret()).resolves.toBe('outdated-secret');
  });

  it('restarts what runs, through a new revision, if it is asked to', async () => {
    await deploy('iris', 'ready');
    await deploy('broken', 'failed');
    const { body } = await rotate({ values: good, restart: true });
    expect(body.deployments).toMatchObject([
      { ref: { name: 'broken' }, effect: 'retrying' },
      { ref: { name: 'iris' }, effect: 'restarting' },
    ]);
    const iris = await bed.call('alice', 'GET', IRIS);
    expect(Object.keys(iris.body.resource.spec.predictor.annotations)).toEqual([
      'kubectl.kubernetes.io/restartedAt',
    ]);
  });

  it('restarts nothing that the caller may not change, and says so', async () => {
    await deploy('iris', 'ready', 'admin', 'group:default/b');
    bed.policy.grants.set('user:default/alice', permission => {
      if (permission.name === 'model-serving.deployment.update') return 'own';
      return 'all';
    });
    const { body } = await rotate({ values: good, restart: true });
    expect(body.deployments).toMatchObject([
      {
        effect: 'not-restarted',
        message: expect.stringContaining('deployment.update'),
      },
    ]);
  });

  it('counts users that the caller may not see, without naming them', async () => {
    await deploy('theirs', 'ready', 'admin', 'group:default/b');
    const { body } = await rotate({ values: good });
    expect(body).toMatchObject({ deployments: [], others: 1 });
    expect(JSON.stringify(body)).not.toContain('theirs');
    const view = await bed.call('alice', 'GET', STORE);
    expect(view.body).toMatchObject({ usedBy: [], usedByOthers: 1 });
    await expect(bed.call('alice', 'DELETE', STORE)).resolves.toMatchObject({
      status: 409,
      body: {
        error: { message: expect.stringContaining('1 that you may not see') },
      },
    });
  });

  it.each<[string, unknown]>([
    ['no value', { values: {} }],
    ['only empty values', { values: { AWS_SECRET_ACCESS_KEY: ' ' } }],
    ['what is no secret', { values: { AWS_S3_BUCKET: 'other' } }],
    ['an unknown field', { values: good, force: true }],
    ['a number', { values: { AWS_SECRET_ACCESS_KEY: 7 } }],
    [
      'a value that is too long',
      { values: { AWS_SECRET_ACCESS_KEY: 'x'.repeat(4097) } },
    ],
  ])('refuses %s', async (_, body) => {
    await expect(rotate(body)).resolves.toMatchObject({ status: 400 });
    await expect(secret()).resolves.toBe('outdated-secret');
  });

  it.each([
    ['anonymous', 401],
    ['bob', 404],
    ['victor', 403],
    ['nobody', 404],
    ['admin', 200],
    ['service', 200],
  ] as const)('answers %s with %d', async (as, status) => {
    await expect(rotate({ values: good }, '', as)).resolves.toMatchObject({
      status,
    });
  });
});
