import { testService } from '../store/__testUtils__';
import {
  ApiTestBed,
  bucketKeys,
  TestBucket,
  type Caller,
} from './__testUtils__';

const STORE = '/connections/local/demo/store';

describe('connections API', () => {
  let bucket: TestBucket;
  let bed: ApiTestBed;

  beforeAll(async () => {
    bucket = await TestBucket.create();
  });

  afterAll(() => bucket.close());

  beforeEach(async () => {
    bed = await ApiTestBed.create({
      addresses: { allowPrivate: false, allowHosts: [bucket.host] },
    });
  });

  afterEach(() => bed.close());

  const input = (...args: Parameters<TestBucket['connection']>) =>
    bucket.connection(...args);

  async function connect(more: Record<string, unknown> = {}) {
    const answer = await bed.call('alice', 'POST', '/connections', input(more));
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  }

  /** No value of a secret in anything that was answered, audited or logged. */
  function expectNoSecret() {
    const said = [
      ...bed.said,
      JSON.stringify(bed.logger.error.mock.calls),
    ].join('\n');
    expect(said.length).toBeGreaterThan(0);
    for (const secret of [
      bucketKeys.accessKeyId,
      bucketKeys.secretAccessKey,
      'rotated-secret',
    ]) {
      expect(said).not.toContain(secret);
    }
  }

  it('shows a connection without its secrets, which are stored', async () => {
    const created = await connect();
    expect(created).toMatchObject({
      ref: { cluster: 'local', namespace: 'demo', name: 'store' },
      title: 'Store',
      owner: 'group:default/a',
      entityRef: 'resource:demo/store_connection',
      hasCredentials: true,
      usedBy: [],
      resource: {
        spec: {
          values: { AWS_S3_ENDPOINT: bucket.url, AWS_S3_BUCKET: 'models' },
          secretKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        },
      },
    });
    const { uid } = created.resource.metadata;
    await expect(bed.stores.secrets.get(uid)).resolves.toEqual({
      AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
    });
    await bed.call('alice', 'GET', STORE);
    await bed.call('alice', 'GET', '/connections');
    await bed.call('alice', 'POST', '/connections', input());
    await bed.call('alice', 'POST', '/connections', input({ type: 'nope' }));
    await bed.call(
      'alice',
      'POST',
      '/connections',
      input({}, { SOMETHING: bucketKeys.secretAccessKey }),
    );
    await bed.call('alice', 'PATCH', STORE, {
      values: { AWS_SECRET_ACCESS_KEY: 'rotated-secret' },
    });
    await bed.call('alice', 'POST', `${STORE}/test`, {});
    await bed.call(
      'alice',
      'POST',
      '/connections/test',
      input({}, { AWS_S3_BUCKET: 'other' }),
    );
    await bed.call('bob', 'PATCH', STORE, {
      values: { AWS_SECRET_ACCESS_KEY: 'rotated-secret' },
    });
    expectNoSecret();
  });

  const routes: [string, string, unknown, number][] = [
    ['GET', STORE, undefined, 200],
    ['PATCH', STORE, { title: 'New' }, 200],
    ['POST', `${STORE}/test`, {}, 200],
    ['GET', `${STORE}/browse?prefix=`, undefined, 200],
    ['DELETE', STORE, undefined, 202],
  ];
  describe.each(routes)('%s %s', (method, path, body, good) => {
    beforeEach(async () => {
      await connect();
    });

    it.each<[Caller, number]>([
      ['anonymous', 401],
      ['alice', good],
      ['bob', 404],
      ['nobody', 404],
      ['victor', method === 'GET' || path.endsWith('/test') ? good : 403],
      ['admin', good],
      ['service', good],
    ])('answers %s with %d', async (as, status) => {
      await expect(bed.call(as, method, path, body)).resolves.toMatchObject({
        status,
      });
    });

    it('refuses parameters that it does not know', async () => {
      await expect(
        bed.call(
          'alice',
          method,
          `${path}${path.includes('?') ? '&' : '?'}x=1`,
          body,
        ),
      ).resolves.toMatchObject({ status: 400 });
    });
  });

  it.each<[Caller, number]>([
    ['anonymous', 401],
    ['victor', 403],
    ['nobody', 403],
    ['bob', 403],
    ['admin', 201],
    ['service', 201],
  ])(
    'creation for the group of others by %s is answered with %d',
    async (as, status) => {
      await expect(
        bed.call(as, 'POST', '/connections', input()),
      ).resolves.toMatchObject({ status });
    },
  );

  it('lists what the caller may see', async () => {
    await connect();
    await bed.call(
      'bob',
      'POST',
      '/connections',
      input({ name: 'other', owner: undefined, title: undefined }),
    );
    const names = async (as: Caller, query = '') =>
      (await bed.call(as, 'GET', `/connections${query}`)).body.items.map(
        (item: { ref: { name: string } }) => item.ref.name,
      );
    await expect(names('alice')).resolves.toEqual(['store']);
    await expect(names('bob')).resolves.toEqual(['other']);
    await expect(names('victor')).resolves.toEqual(['other', 'store']);
    await expect(names('nobody')).resolves.toEqual([]);
    await expect(
      names('victor', '?search=sto&type=s3&namespace=demo'),
    ).resolves.toEqual(['store']);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['an unknown type', { type: 'ftp' }, {}, 'type'],
    ['no bucket', {}, { AWS_S3_BUCKET: '' }, 'AWS_S3_BUCKET'],
    [
      'an endpoint that is no URL',
      {},
      { AWS_S3_ENDPOINT: 'x' },
      'AWS_S3_ENDPOINT',
    ],
    ['a wrong name', { name: 'Store' }, {}, 'name'],
    ['an owner that is no reference', { owner: 7 }, {}, 'owner'],
    ['a cluster that is a number', { cluster: 7 }, {}, 'cluster'],
    [
      'a secret that is a number',
      {},
      { AWS_SECRET_ACCESS_KEY: 7 },
      'AWS_SECRET_ACCESS_KEY',
    ],
  ])('refuses %s, naming the field', async (_, more, values, field) => {
    const answer = await bed.call(
      'alice',
      'POST',
      '/connections',
      input(more, values),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(field) } },
    });
  });

  it('stores nothing in a dry run', async () => {
    await expect(
      bed.call('alice', 'POST', '/connections?dryRun=true', input()),
    ).resolves.toMatchObject({
      status: 200,
      body: { hasCredentials: true },
    });
    await expect(bed.call('alice', 'GET', STORE)).resolves.toMatchObject({
      status: 404,
    });
    await connect();
    await expect(
      bed.call('alice', 'POST', '/connections?dryRun=true', input()),
    ).resolves.toMatchObject({ status: 409 });
  });

  it('with one key is made once', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await bed.call(
      'alice',
      'POST',
      '/connections',
      input(),
      headers,
    );
    const second = await bed.call(
      'alice',
      'POST',
      '/connections',
      input(),
      headers,
    );
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.resource.metadata.uid).toBe(
      first.body.resource.metadata.uid,
    );
  });

  it('leaves no secret behind when its name is taken', async () => {
    const { resource } = await connect();
    await expect(
      bed.call('alice', 'POST', '/connections', input()),
    ).resolves.toMatchObject({ status: 409 });
    await expect(
      bed.stores.secrets.get(resource.metadata.uid),
    ).resolves.toMatchObject({
      AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
    });
  });

  it('keeps secrets that a change leaves out or empty, and rotates those it names', async () => {
    const { resource } = await connect();
    const { uid } = resource.metadata;
    await bed.call('alice', 'PATCH', STORE, {
      title: 'New',
      values: { AWS_SECRET_ACCESS_KEY: '', AWS_S3_BUCKET: 'other' },
    });
    await expect(bed.stores.secrets.get(uid)).resolves.toMatchObject({
      AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
    });
    const { body } = await bed.call('alice', 'PATCH', STORE, {
      values: { AWS_SECRET_ACCESS_KEY: 'rotated-secret' },
    });
    expect(body).toMatchObject({
      title: 'New',
      resource: { spec: { values: { AWS_S3_BUCKET: 'other' } } },
    });
    await expect(bed.stores.secrets.get(uid)).resolves.toEqual({
      AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'rotated-secret',
    });
    const history = await bed.stores.history.list(uid, 10);
    expect(history.map(({ action }) => action)).toEqual([
      'rotate',
      'update',
      'create',
    ]);
    expectNoSecret();
  });

  it.each([
    { name: 'x' },
    { namespace: 'x' },
    { type: 'uri-v1' },
    { cluster: 'far' },
    { privateTo: 'x' },
  ])('does not move: %j', async patch => {
    await connect();
    await expect(
      bed.call('alice', 'PATCH', STORE, patch),
    ).resolves.toMatchObject({ status: 400 });
  });

  it('is not deleted while it is used, and names its users', async () => {
    await connect();
    await bed.call(
      'alice',
      'POST',
      '/deployments',
      testService({ owner: 'group:default/a', connection: 'store' }),
    );
    await expect(bed.call('alice', 'GET', STORE)).resolves.toMatchObject({
      body: { usedBy: [{ cluster: 'local', namespace: 'demo', name: 'iris' }] },
    });
    await expect(bed.call('alice', 'DELETE', STORE)).resolves.toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('local/demo/iris') } },
    });
  });

  it('is gone with its secrets when it is deleted', async () => {
    const { resource } = await connect();
    await bed.call('alice', 'DELETE', STORE);
    await expect(bed.call('alice', 'GET', STORE)).resolves.toMatchObject({
      status: 404,
    });
    await expect(
      bed.stores.secrets.get(resource.metadata.uid),
    ).resolves.toEqual({});
  });
});
