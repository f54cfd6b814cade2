import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CuttingProxy } from '../__testUtils__/CuttingProxy';
import { loopbackPolicy, TestBucket } from '../__testUtils__/TestBucket';
import { createModelFetcher } from './createModelFetcher';

const { signal } = new AbortController();

describe('the model fetcher, on a bucket', () => {
  let bucket: TestBucket;
  let waits: number[];

  beforeAll(async () => {
    bucket = await TestBucket.create({
      'iris/v1/model.onnx': 'weights',
      'iris/v1/vocab/words.txt': 'a b c',
      'iris/v1/empty': '',
      'iris/v1/': '',
      'iris/v1-other/model.onnx': 'other',
      'bad/../up': 'x',
      'both/a': 'file',
      'both/a/b': 'folder',
    });
  });
  afterAll(() => bucket.close());
  beforeEach(() => {
    waits = [];
  });

  function fetcher(limits = {}) {
    return createModelFetcher({
      policy: loopbackPolicy,
      limits,
      wait: async ms => {
        waits.push(ms);
      },
    });
  }

  function resolve(uri: string, changes: Record<string, string> = {}) {
    const credentials = bucket.credentials(changes);
    return fetcher().resolve({ uri, credentials, signal });
  }

  async function download(
    uri: string,
    name: string,
    changes: Record<string, string> = {},
    progress: number[] = [],
  ) {
    const source = { uri, credentials: bucket.credentials(changes), signal };
    const resolved = await fetcher().resolve(source);
    const dir = join(bucket.dir, name);
    await fetcher().download({
      ...source,
      resolved,
      dir,
      onProgress: done => progress.push(done),
    });
    return dir;
  }

  it.each`
    uri                                 | paths
    ${'s3://models/iris/v1'}            | ${['empty', 'model.onnx', 'vocab/words.txt']}
    ${'s3://models/iris/v1/'}           | ${['empty', 'model.onnx', 'vocab/words.txt']}
    ${'s3://models/iris/v1/model.onnx'} | ${['model.onnx']}
  `('finds the files of $uri', async ({ uri, paths }) => {
    const { objects } = await resolve(uri);
    expect(objects.map(object => object.path)).toEqual(paths);
  });

  it.each`
    uri                                  | code                 | words
    ${'s3://models/iris/v'}              | ${'StorageNotFound'} | ${/"iris\/v".*bucket "models"/}
    ${'s3://models/iris/v1/model.onnx/'} | ${'StorageNotFound'} | ${/nothing below/}
    ${'s3://nowhere/iris'}               | ${'StorageNotFound'} | ${/no bucket "nowhere"/}
    ${'s3://models/bad'}                 | ${'InvalidUri'}      | ${/"..\/up"/}
    ${'s3://models/both'}                | ${'InvalidUri'}      | ${/"a" is a file and a folder/}
    ${'s3://'}                           | ${'InvalidUri'}      | ${/s3:\/\/<bucket>/}
    ${'hdfs://node/iris'}                | ${'InvalidUri'}      | ${/"hdfs:\/\/".*Use one of s3:\/\/.*hf:\/\//}
    ${'file:///etc/passwd'}              | ${'InvalidUri'}      | ${/"file:\/\/"/}
    ${'pvc://claim/iris'}                | ${'InvalidUri'}      | ${/volume of Kubernetes/}
    ${'/mnt/models'}                     | ${'InvalidUri'}      | ${/without a scheme/}
  `('answers $uri with $code', async ({ uri, code, words }) => {
    await expect(resolve(uri)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
    expect(waits).toEqual([]);
  });

  it.each`
    values                                                            | code                | words
    ${{ AWS_ACCESS_KEY_ID: 'NOBODY' }}                                | ${'StorageDenied'}  | ${/does not know this access key/}
    ${{ AWS_SECRET_ACCESS_KEY: 'gue5s' }}                             | ${'StorageDenied'}  | ${/secret key does not belong/}
    ${{ AWS_SECRET_ACCESS_KEY: '' }}                                  | ${'StorageDenied'}  | ${/no access key or secret key/}
    ${{ AWS_ACCESS_KEY_ID: 'OTHER', AWS_SECRET_ACCESS_KEY: 'other' }} | ${'StorageDenied'}  | ${/Access to s3:\/\/models\/iris.*denied/}
    ${{ awsAnonymousCredential: 'true' }}                             | ${'StorageDenied'}  | ${/denied/}
    ${{ AWS_S3_ENDPOINT: 'http://169.254.169.254' }}                  | ${'AddressRefused'} | ${/metadata/}
    ${{ AWS_S3_ENDPOINT: 'http://10.1.2.3' }}                         | ${'AddressRefused'} | ${/private/}
    ${{ AWS_S3_ENDPOINT: 'nonsense' }}                                | ${'InvalidUri'}     | ${/AWS_S3_ENDPOINT/}
  `('with $values says $code', async ({ values, code, words }) => {
    const failure = resolve('s3://models/iris', values);
    await expect(failure).rejects.toMatchObject({
      code,
      retryable: false,
      message: expect.stringMatching(words),
    });
    await expect(failure).rejects.not.toThrow(/top-secret|gue5s/);
  });

  it('tries three times when nobody listens, waiting longer each time', async () => {
    const gone = await CuttingProxy.create(bucket.port, () => false);
    await gone.close();
    await expect(
      createModelFetcher({
        policy: loopbackPolicy,
        wait: async ms => {
          waits.push(ms);
        },
      }).resolve({
        uri: 's3://models/iris',
        credentials: bucket.credentials({
          AWS_S3_ENDPOINT: gone.url,
        }),
        signal,
      }),
    ).rejects.toMatchObject({ code: 'StorageUnreachable', retryable: true });
    expect(waits).toEqual([500, 1000]);
  });

  it('gives equal content in one place one identity, other places another', async () => {
    const first = await resolve('s3://models/iris/v1');
    const again = await resolve('s3://models/iris/v1');
    expect(again.identity).toBe(first.identity);
    await bucket.put({ 'iris/v1/model.onnx': 'weight5' });
    const changed = await resolve('s3://models/iris/v1');
    expect(changed.totalBytes).toBe(first.totalBytes);
    expect(changed.identity).not.toBe(first.identity);
    const proxy = await CuttingProxy.create(bucket.port, () => false);
    try {
      const elsewhere = await resolve('s3://models/iris/v1', {
        AWS_S3_ENDPOINT: proxy.url,
      });
      expect(elsewhere.objects).toEqual(changed.objects);
      expect(elsewhere.identity).not.toBe(changed.identity);
    } finally {
      await proxy.close();
    }
  });

  it('fetches a folder and tells every byte', async () => {
    const progress: number[] = [];
    const dir = await download('s3://models/iris/v1', 'all', {}, progress);
    expect((await readdir(dir, { recursive: true })).sort()).toEqual([
      'empty',
      'model.onnx',
      'vocab',
      'vocab/words.txt',
    ]);
    expect(await readFile(join(dir, 'vocab/words.txt'), 'utf8')).toBe('a b c');
    expect(progress.at(0)).toBe(0);
    expect(progress.at(-1)).toBe(12);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(await readdir(bucket.dir)).not.toContain('all.partial');
  });

  it('goes on where the connection was cut, and verifies the whole', async () => {
    const body = randomBytes(3 * 1024 * 1024);
    await bucket.put({ 'big/model': body });
    let cuts = 0;
    const proxy = await CuttingProxy.create(bucket.port, (request, bytes) => {
      const cut =
        request.startsWith('GET /models/big/model') &&
        bytes > 600_000 &&
        cuts < 4;
      if (cut) cuts += 1;
      return cut;
    });
    try {
      const dir = await download('s3://models/big', 'cut', {
        AWS_S3_ENDPOINT: proxy.url,
      });
      expect((await readFile(join(dir, 'model'))).equals(body)).toBe(true);
      const ranges = proxy.requests
        .map(request => /^range: bytes=(\d+)-/im.exec(request)?.[1])
        .filter(range => range !== undefined)
        .map(Number);
      expect(cuts).toBe(4);
      expect(ranges).toHaveLength(4);
      expect(ranges[0]).toBeGreaterThan(0);
      expect(ranges).toEqual([...ranges].sort((a, b) => a - b));
      expect(proxy.requests.at(-1)).toMatch(/^if-match: "/im);
    } finally {
      await proxy.close();
    }
  });

  it('gives up after three attempts that bring nothing', async () => {
    const proxy = await CuttingProxy.create(bucket.port, request =>
      request.startsWith('GET /models/iris/v1/model.onnx'),
    );
    try {
      await expect(
        download('s3://models/iris/v1', 'never', {
          AWS_S3_ENDPOINT: proxy.url,
        }),
      ).rejects.toMatchObject({ code: 'StorageUnreachable', retryable: true });
      expect(waits).toEqual([500, 1000]);
    } finally {
      await proxy.close();
    }
  });

  it('says so when the disk becomes full', async () => {
    const source = {
      uri: 's3://models/iris/v1/model.onnx',
      credentials: bucket.credentials(),
      signal,
    };
    const resolved = await fetcher().resolve(source);
    const dir = join(bucket.dir, 'full');
    const name = createHash('sha256').update('model.onnx').digest('hex');
    await mkdir(`${dir}.partial`);
    // A disk that is always full.
    await symlink('/dev/full', join(`${dir}.partial`, name));
    await expect(
      fetcher().download({ ...source, resolved, dir }),
    ).rejects.toMatchObject({
      code: 'DiskFull',
      message: expect.stringMatching(
        /full while "iris\/v1\/model.onnx" \(7 bytes\)/,
      ),
    });
    expect(waits).toEqual([]);
  });

  it('notices a file that changed since it was listed', async () => {
    await bucket.put({ 'moving/model': 'before' });
    const source = {
      uri: 's3://models/moving',
      credentials: bucket.credentials(),
      signal,
    };
    const resolved = await fetcher().resolve(source);
    await bucket.put({ 'moving/model': 'after!' });
    await expect(
      fetcher().download({
        ...source,
        resolved,
        dir: join(bucket.dir, 'moving'),
      }),
    ).rejects.toMatchObject({ code: 'DigestMismatch' });
    expect(await readdir(join(bucket.dir, 'moving'))).toEqual([]);
  });

  it.each`
    limits               | words
    ${{ maxObjects: 2 }} | ${'more than 2 files'}
    ${{ maxBytes: 11 }}  | ${'12 bytes, at most 11'}
  `('refuses what is larger than $limits', async ({ limits, words }) => {
    await expect(
      fetcher(limits).resolve({
        uri: 's3://models/iris/v1',
        credentials: bucket.credentials(),
        signal,
      }),
    ).rejects.toMatchObject({
      code: 'TooLarge',
      message: expect.stringContaining(words),
    });
  });

  it('ends when it is told to', async () => {
    const abort = new AbortController();
    abort.abort(new Error('no longer wanted'));
    await expect(
      fetcher().resolve({
        uri: 's3://models/iris/v1',
        credentials: bucket.credentials(),
        signal: abort.signal,
      }),
    ).rejects.toThrow('no longer wanted');
  });
});
