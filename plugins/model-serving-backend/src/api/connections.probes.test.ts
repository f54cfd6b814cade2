import { ApiTestBed, TestBucket } from './__testUtils__';

const STORE = '/connections/local/demo/store';

describe('tests of connections against a real bucket', () => {
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

  it('succeed before and after saving, and the result is kept until an edit', async () => {
    const unsaved = await bed.call('alice', 'POST', '/connections/test', {
      ...input(),
      path: 'iris',
    });
    expect(unsaved).toMatchObject({ status: 200, body: { ok: true } });
    await connect();
    await expect(
      bed.call('alice', 'POST', `${STORE}/test`, { path: 'iris' }),
    ).resolves.toMatchObject({ body: { ok: true } });
    const verified = await bed.call('alice', 'GET', STORE);
    expect(verified.body.resource.status.test.state).toBe('verified');
    const edited = await bed.call('alice', 'PATCH', STORE, {
      values: { AWS_S3_BUCKET: 'other' },
    });
    expect(edited.body.resource.status.test.state).toBe('not-tested');
  });

  it('tell what is wrong, as a result', async () => {
    const wrong = await bed.call(
      'alice',
      'POST',
      '/connections/test',
      input({}, { AWS_SECRET_ACCESS_KEY: 'wrong' }),
    );
    expect(wrong).toMatchObject({
      status: 200,
      body: { ok: false, code: 'CONNECTION_FAILED' },
    });
    await connect();
    await bed.call('alice', 'POST', `${STORE}/test`, { path: 'nowhere' });
    const { body } = await bed.call('alice', 'GET', STORE);
    expect(body.resource.status.test).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('go to no address that the rules forbid', async () => {
    const answer = await bed.call(
      'alice',
      'POST',
      '/connections/test',
      input({}, { AWS_S3_ENDPOINT: 'http://169.254.169.254' }),
    );
    expect(answer.body).toMatchObject({
      ok: false,
      steps: [{ name: 'address', ok: false }],
    });
  });

  it('list a folder', async () => {
    await connect();
    const root = await bed.call('alice', 'GET', `${STORE}/browse`);
    expect(root.body.folders).toEqual(['iris/']);
    const folder = await bed.call(
      'alice',
      'GET',
      `${STORE}/browse?prefix=iris/`,
    );
    expect(folder.body.files).toEqual([
      expect.objectContaining({ key: 'iris/model.onnx', size: 4 }),
    ]);
  });

  it('of a registry ask it for a login', async () => {
    const oci = {
      ...input({ type: 'oci-v1' }),
      values: {
        '.dockerconfigjson': '{"auths":{}}',
        OCI_HOST: bucket.host,
      },
    };
    await expect(
      bed.call('alice', 'POST', '/connections/test', oci),
    ).resolves.toMatchObject({
      status: 200,
      body: {
        ok: false,
        steps: [
          { name: 'address', ok: true },
          { name: 'connect', ok: false },
        ],
        message: expect.stringContaining('does not speak'),
      },
    });
  });

  it('of a URI have no folders to list', async () => {
    const uri = {
      ...input({ type: 'uri-v1' }),
      values: { URI: `${bucket.url}/models/iris/model.onnx` },
    };
    await bed.call('alice', 'POST', '/connections', uri);
    await expect(
      bed.call('alice', 'GET', `${STORE}/browse`),
    ).resolves.toMatchObject({
      status: 400,
      body: {
        error: { message: expect.stringContaining('UNSUPPORTED_TYPE') },
      },
    });
  });

  it('of a URI ask for it without following redirects', async () => {
    const uri = {
      ...input({ type: 'uri-v1' }),
      values: { URI: `${bucket.url}/models/iris/model.onnx` },
    };
    await expect(
      bed.call('alice', 'POST', '/connections/test', uri),
    ).resolves.toMatchObject({
      status: 200,
      body: {
        ok: false,
        steps: [
          { name: 'address', ok: true },
          { name: 'connect', ok: true },
          { name: 'authenticate', ok: false },
        ],
      },
    });
  });
});
