import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { TestServer, testCredential } from '../__testUtils__/TestServer';

const Bucket = 'models';
const minute = 60_000;

describe('authentication', () => {
  let server: TestServer;
  let skewMs = 0;

  beforeAll(async () => {
    server = await TestServer.create({
      clock: () => Date.now() + skewMs,
      credentials: [
        testCredential,
        { accessKeyId: 'READER', secretAccessKey: 'r', buckets: ['public'] },
      ],
    });
    await server.client().send(new CreateBucketCommand({ Bucket }));
    await server.client().send(new CreateBucketCommand({ Bucket: 'public' }));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    skewMs = 0;
  });

  function list(
    accessKeyId: string,
    secretAccessKey: string,
    bucket: string,
    maxAttempts = 1,
  ) {
    const credentials = { accessKeyId, secretAccessKey };
    return server
      .client({ credentials, maxAttempts })
      .send(new ListObjectsV2Command({ Bucket: bucket }));
  }

  it.each`
    who                       | key          | secret           | bucket       | code
    ${'an unknown key'}       | ${'NOBODY'}  | ${'test-secret'} | ${'models'}  | ${'InvalidAccessKeyId'}
    ${'a wrong secret'}       | ${'TESTKEY'} | ${'guess'}       | ${'models'}  | ${'SignatureDoesNotMatch'}
    ${'a key of another one'} | ${'READER'}  | ${'r'}           | ${'models'}  | ${'AccessDenied'}
    ${'any valid key'}        | ${'READER'}  | ${'r'}           | ${'nowhere'} | ${'NoSuchBucket'}
  `('answers $who on $bucket with $code', async row => {
    await expect(list(row.key, row.secret, row.bucket)).rejects.toMatchObject({
      name: row.code,
    });
  });

  it('keeps a key to its buckets', async () => {
    await expect(list('READER', 'r', 'public')).resolves.toBeDefined();
    const client = server.client({
      credentials: { accessKeyId: 'READER', secretAccessKey: 'r' },
    });
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(bucket => bucket.Name)).toEqual(['public']);
    await expect(
      client.send(new CreateBucketCommand({ Bucket: 'mine' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses a request without a signature', async () => {
    const answer = await fetch(`${server.url}/${Bucket}/key`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amz-request-id')).toMatch(/^[0-9a-f]{16}$/);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('refuses a clock that is more than 15 minutes off, either way', async () => {
    for (const off of [16 * minute, -16 * minute]) {
      skewMs = off;
      await expect(
        list('TESTKEY', 'test-secret', Bucket),
      ).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    }
    skewMs = 14 * minute;
    await expect(list('TESTKEY', 'test-secret', Bucket)).resolves.toBeDefined();
  });

  it('tells its time, so that a client can correct its own', async () => {
    skewMs = 60 * minute;
    await expect(
      list('TESTKEY', 'test-secret', Bucket, 2),
    ).resolves.toBeDefined();
  });

  it('ends a presigned URL when it says', async () => {
    const url = await getSignedUrl(
      server.client(),
      new GetObjectCommand({ Bucket, Key: 'none' }),
      { expiresIn: 60 },
    );
    expect((await fetch(url)).status).toBe(404);
    skewMs = 2 * minute;
    const late = await fetch(url);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('Request has expired');
    skewMs = 0;
    const stretched = await fetch(url.replace('Expires=60', 'Expires=6000'));
    expect(await stretched.text()).toContain('SignatureDoesNotMatch');
    const endless = await fetch(url.replace('Expires=60', 'Expires=604801'));
    expect(await endless.text()).toContain('AuthorizationQueryParametersError');
  });

  it('answers a large upload with a wrong secret instead of cutting it off', async () => {
    const client = server.client({
      credentials: { accessKeyId: 'TESTKEY', secretAccessKey: 'guess' },
    });
    await expect(
      client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'large',
          Body: Buffer.alloc(8 * 1024 * 1024),
        }),
      ),
    ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});
