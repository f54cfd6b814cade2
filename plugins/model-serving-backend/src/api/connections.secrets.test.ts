import { parse, stringify } from 'yaml';
import { ApiTestBed, bucketKeys, TestBucket } from './__testUtils__';

const STORE = '/connections/local/demo/store';

describe('connections as Secrets', () => {
  let bucket: TestBucket;
  let bed: ApiTestBed;

  beforeAll(async () => {
    bucket = await TestBucket.create();
  });
  afterAll(() => bucket.close());
  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });
  afterEach(() => bed.close());

  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: 'store',
      namespace: 'demo',
      labels: {
        'opendatahub.io/dashboard': 'true',
        'opendatahub.io/managed': 'true',
      },
      annotations: { 'opendatahub.io/connection-type': 's3' },
    },
    data: {
      AWS_ACCESS_KEY_ID: base64(bucketKeys.accessKeyId),
      AWS_SECRET_ACCESS_KEY: base64(bucketKeys.secretAccessKey),
      AWS_S3_ENDPOINT: base64('https://s3.example.com'),
      AWS_S3_BUCKET: base64('models'),
    },
  };
  const take = (
    document: unknown,
    query = '',
    as: Parameters<ApiTestBed['call']>[0] = 'alice',
  ) =>
    bed.call(as, 'POST', `/connections/import${query}`, {
      yaml: typeof document === 'string' ? document : stringify(document),
    });

  it('are taken, stored encrypted, and given back without what is secret', async () => {
    const { status, body } = await take(secret);
    expect(status).toBe(201);
    expect(body.warnings).toEqual([]);
    const { uid } = body.connection.resource.metadata;
    await expect(bed.stores.secrets.get(uid)).resolves.toEqual({
      AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
    });
    const manifest = await bed.call('alice', 'GET', `${STORE}/manifest`);
    expect(manifest.headers.get('content-type')).toContain('application/yaml');
    expect(parse(manifest.body)).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'store',
        namespace: 'demo',
        labels: secret.metadata.labels,
        annotations: {
          'opendatahub.io/connection-type-ref': 's3',
          'opendatahub.io/connection-type-protocol': 's3',
        },
      },
      stringData: {
        AWS_S3_BUCKET: 'models',
        AWS_SECRET_ACCESS_KEY: expect.stringContaining('write-only'),
      },
    });
    await expect(take(manifest.body)).resolves.toMatchObject({ status: 400 });
    const said = bed.said.join('\n');
    for (const [key, value] of Object.entries(secret.data)) {
      if (key.startsWith('AWS_S3')) continue;
      expect(said).not.toContain(value);
      expect(said).not.toContain(Buffer.from(value, 'base64').toString());
    }
  });

  it('store nothing in a dry run, and take their project from the query', async () => {
    const { namespace: _, ...metadata } = secret.metadata;
    const unplaced = { ...secret, metadata };
    await expect(
      take(unplaced, '?dryRun=true&namespace=demo'),
    ).resolves.toMatchObject({
      status: 200,
      body: { connection: { ref: { namespace: 'demo' } } },
    });
    await expect(bed.call('alice', 'GET', STORE)).resolves.toMatchObject({
      status: 404,
    });
    await expect(take(unplaced)).resolves.toMatchObject({ status: 400 });
  });

  it('say what was left out', async () => {
    const more = { ...secret, stringData: { NOTE: 'hunter2' } };
    const { body } = await take(more);
    expect(body.warnings).toEqual([
      expect.objectContaining({ path: 'data.NOTE' }),
    ]);
    expect(bed.said.join('\n')).not.toContain('hunter2');
  });

  it.each<[string, unknown]>([
    ['no YAML', 'data: {\n  hunter2: ['],
    ['two documents', 'a: hunter2\n---\nb: hunter2'],
    ['nothing', ''],
    [
      'a bomb',
      'a: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]',
    ],
    ['another kind', { ...secret, kind: 'ConfigMap', data: { a: 'hunter2' } }],
    [
      'a Secret that is no connection',
      { ...secret, metadata: { name: 'store' } },
    ],
    [
      'a wrong field',
      {
        ...secret,
        data: { ...secret.data, AWS_S3_BUCKET: base64('Not A Bucket') },
      },
    ],
  ])('refuse %s without repeating it', async (_, document) => {
    await expect(take(document)).resolves.toMatchObject({ status: 400 });
    expect(bed.said.join('\n')).not.toContain('hunter2');
  });

  it('need the right to create for their owner', async () => {
    await expect(take(secret, '', 'victor')).resolves.toMatchObject({
      status: 403,
    });
    const theirs = {
      ...secret,
      metadata: {
        ...secret.metadata,
        annotations: {
          ...secret.metadata.annotations,
          'greenroom/owner': 'group:default/a',
        },
      },
    };
    await expect(take(theirs, '', 'bob')).resolves.toMatchObject({
      status: 403,
    });
    await expect(take(secret, '', 'anonymous')).resolves.toMatchObject({
      status: 401,
    });
  });

  it('come in types with their fields', async () => {
    const { body } = await bed.call('bob', 'GET', '/connection-types');
    expect(
      body.items.map((type: { name: string; serving: string }) => [
        type.name,
        type.serving,
      ]),
    ).toEqual([
      ['s3', 's3'],
      ['uri-v1', 'uri'],
      ['oci-v1', 'oci'],
    ]);
    await expect(
      bed.call('anonymous', 'GET', '/connection-types'),
    ).resolves.toMatchObject({ status: 401 });
  });

  it('are counted by key, for those who run the installation', async () => {
    await take(secret);
    await expect(
      bed.call('admin', 'GET', '/secret-keys'),
    ).resolves.toMatchObject({
      status: 200,
      body: {
        current: 'test',
        keys: [{ id: 'test', rows: 1 }],
        rowsOnOldKeys: 0,
      },
    });
    for (const [as, status] of [
      ['anonymous', 401],
      ['nobody', 403],
      ['victor', 403],
    ] as const) {
      await expect(bed.call(as, 'GET', '/secret-keys')).resolves.toMatchObject({
        status,
      });
    }
  });
});
