import { once } from 'node:events';
import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { CuttingProxy } from '../__testUtils__/CuttingProxy';
import { loopbackPolicy, TestBucket } from '../__testUtils__/TestBucket';
import { browseS3 } from './browseS3';
import { testS3Connection } from './testS3Connection';

/** No resolver asks the network about a label of more than 63 characters. */
const unresolvable = `${'x'.repeat(64)}.test`;
const { signal } = new AbortController();
const policy = loopbackPolicy;

let bucket: TestBucket;

beforeAll(async () => {
  bucket = await TestBucket.create({
    'iris/v1/model.onnx': 'weights',
    'iris/v1/words.txt': 'a b',
    'iris/v2/model.onnx': 'weights',
    'iris/': '',
    'iris.md': 'about',
    'iris-2': 'x',
  });
});
afterAll(() => bucket.close());

describe('testS3Connection', () => {
  const servers: Server[] = [];

  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function test(changes: Record<string, string>, path?: string, ms?: number) {
    return testS3Connection({
      values: bucket.values(changes),
      path,
      policy,
      signal,
      timeoutMs: ms,
    });
  }

  it.each`
    path                    | last
    ${undefined}            | ${'bucket'}
    ${''}                   | ${'bucket'}
    ${'iris'}               | ${'path'}
    ${'/iris/v1/'}          | ${'path'}
    ${'iris/v1/model.onnx'} | ${'path'}
  `('passes for path $path', async ({ path, last }) => {
    const result = await test({}, path);
    expect(result).toMatchObject({ ok: true });
    expect(result.code).toBeUndefined();
    expect(result.steps.at(-1)).toMatchObject({ name: last, ok: true });
    expect(result.steps.every(step => step.ok && step.message)).toBe(true);
  });

  it.each`
    values                                                            | path         | step              | words
    ${{ AWS_ACCESS_KEY_ID: 'NOBODY' }}                                | ${undefined} | ${'authenticate'} | ${/does not know this access key/}
    ${{ AWS_SECRET_ACCESS_KEY: 'gue5s' }}                             | ${undefined} | ${'authenticate'} | ${/secret key does not belong/}
    ${{ AWS_S3_BUCKET: 'nowhere' }}                                   | ${undefined} | ${'bucket'}       | ${/no bucket "nowhere"/}
    ${{ AWS_ACCESS_KEY_ID: 'OTHER', AWS_SECRET_ACCESS_KEY: 'other' }} | ${undefined} | ${'bucket'}       | ${/denied/}
    ${{}}                                                             | ${'iris/v3'} | ${'path'}         | ${/no file or folder "iris\/v3"/}
    ${{}}                                                             | ${'iri'}     | ${'path'}         | ${/no file or folder "iri"/}
    ${{ AWS_S3_ENDPOINT: 'http://10.0.0.1' }}                         | ${undefined} | ${'address'}      | ${/private/}
    ${{ AWS_S3_ENDPOINT: `http://${unresolvable}` }}                  | ${undefined} | ${'address'}      | ${/was not found/}
  `('fails at $step: $words', async ({ values, path, step, words }) => {
    const result = await test(values, path);
    expect(result).toMatchObject({ ok: false, code: 'CONNECTION_FAILED' });
    expect(result.message).toMatch(words);
    expect(result.message).not.toMatch(/gue5s|top-secret/);
    expect(result.steps.at(-1)).toEqual({
      name: step,
      ok: false,
      message: result.message,
    });
    expect(result.steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  });

  it.each`
    values                          | words
    ${{ AWS_S3_BUCKET: '' }}        | ${'AWS_S3_BUCKET'}
    ${{ AWS_ACCESS_KEY_ID: '' }}    | ${'AWS_ACCESS_KEY_ID'}
    ${{ AWS_S3_ENDPOINT: 'minio' }} | ${'AWS_S3_ENDPOINT'}
  `('asks for what is missing: $words', async ({ values, words }) => {
    await expect(test(values)).resolves.toMatchObject({
      ok: false,
      code: 'INVALID_REQUEST',
      steps: [],
      message: expect.stringContaining(words),
    });
  });

  it('tells refused, TLS, cut off, no S3 and no answer apart', async () => {
    const gone = await CuttingProxy.create(bucket.port, () => false);
    await gone.close();
    const cut = await CuttingProxy.create(bucket.port, () => true);
    const silent = await serve(() => undefined);
    const website = await serve((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<html><body>Console</body></html>');
    });
    const cases: [string, RegExp, string][] = [
      [gone.url, /refused the connection/, 'CONNECTION_FAILED'],
      [bucket.url.replace('http', 'https'), /secure/, 'CONNECTION_FAILED'],
      [cut.url, /cut off/, 'CONNECTION_FAILED'],
      [website, /does not speak S3/, 'CONNECTION_FAILED'],
      [silent, /did not answer within 0.3 s/, 'CONNECTION_TIMEOUT'],
    ];
    for (const [endpoint, words, code] of cases) {
      const result = await test({ AWS_S3_ENDPOINT: endpoint }, undefined, 300);
      expect(result).toMatchObject({ ok: false, code });
      expect(result.message).toMatch(words);
      expect(result.steps.map(step => step.name)).toEqual([
        'address',
        'connect',
      ]);
    }
    await cut.close();
  });

  it('throws only if it is told to end', async () => {
    const abort = new AbortController();
    abort.abort(new Error('closed'));
    await expect(
      testS3Connection({
        values: bucket.values(),
        policy,
        signal: abort.signal,
      }),
    ).rejects.toThrow('closed');
  });
});

describe('browseS3', () => {
  function browse(
    prefix: string,
    more: { limit?: number; cursor?: string } = {},
  ) {
    return browseS3({
      values: bucket.values(),
      prefix,
      policy,
      signal,
      ...more,
    });
  }

  it('lists folders and files of one level', async () => {
    await expect(browse('')).resolves.toMatchObject({
      prefix: '',
      folders: ['iris/'],
      files: [
        { key: 'iris-2', size: 1 },
        { key: 'iris.md', size: 5 },
      ],
      nextCursor: undefined,
    });
    const below = await browse('iris/');
    expect(below.folders).toEqual(['iris/v1/', 'iris/v2/']);
    expect(below.files).toEqual([]);
    const [file] = (await browse('iris/v1/')).files;
    expect(Date.parse(file.modifiedAt ?? '')).toBeGreaterThan(0);
  });

  it('goes page by page', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await browse('iris/v1/', { limit: 1, cursor });
      seen.push(...page.files.map(file => file.key));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['iris/v1/model.onnx', 'iris/v1/words.txt']);
  });

  it('fails as people can read it', async () => {
    await expect(
      browseS3({
        values: bucket.values({ AWS_SECRET_ACCESS_KEY: 'guess' }),
        prefix: '',
        policy,
        signal,
      }),
    ).rejects.toMatchObject({ code: 'StorageDenied' });
  });
});
