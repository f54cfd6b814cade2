import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describeHttpStorage } from '../__testUtils__/contract/describeHttpStorage';
import { GcsServer } from '../testUtils/GcsServer';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { createModelFetcher } from '../model/createModelFetcher';

describeHttpStorage(
  'gs://',
  { verifies: true, keepsVersions: false, secrets: /PRIVATE KEY|granted/ },
  async () => {
    const dir = await createTestFolder();
    const gcs = await GcsServer.create();
    gcs.isPublic = false;
    const content = randomBytes(100_000);
    gcs.put('iris/v1/model.onnx', content);
    gcs.put('iris/v1/some words/a?b#c', 'a b');
    gcs.put('iris/v1/', '');
    gcs.put('iris/v10/model.onnx', 'other');
    return {
      dir,
      server: gcs.server,
      settings: { gcsEndpoint: gcs.server.url },
      uri: 'gs://models/iris/v1',
      credentials: {
        type: 'gs',
        values: { 'gcloud-application-credentials.json': gcs.keyFile() },
      },
      files: {
        'model.onnx': content.toString('latin1'),
        'some words/a?b#c': 'a b',
      },
      isBytes: ({ url }) => url.pathname.endsWith('model.onnx'),
      async change() {
        gcs.put('iris/v1/model.onnx', randomBytes(100_000));
      },
      async close() {
        await gcs.close();
        await removeTestFolder(dir);
      },
    };
  },
);

describe('fetching from Google Cloud Storage', () => {
  const { signal } = new AbortController();
  let dir: string;
  let gcs: GcsServer;

  beforeEach(async () => {
    dir = await createTestFolder();
    gcs = await GcsServer.create();
    for (const name of ['a', 'b', 'c/d', 'e']) gcs.put(`iris/${name}`, name);
  });
  afterEach(async () => {
    await gcs.close();
    await removeTestFolder(dir);
  });

  function fetcher(maxObjects?: number) {
    return createModelFetcher({
      policy: loopbackPolicy,
      storage: { gcsEndpoint: gcs.server.url },
      limits: { maxObjects },
      wait: async () => undefined,
    });
  }

  function resolve(uri: string, values: Record<string, string> = {}) {
    return fetcher().resolve({
      uri,
      credentials: { type: 'gs', values },
      signal,
    });
  }

  it.each`
    uri                     | paths
    ${'gs://models'}        | ${['iris/a', 'iris/b', 'iris/c/d', 'iris/e']}
    ${'gs://models/iris/'}  | ${['a', 'b', 'c/d', 'e']}
    ${'gs://models/iris'}   | ${['a', 'b', 'c/d', 'e']}
    ${'gs://models/iris/a'} | ${['a']}
  `('finds the files of $uri, page by page', async ({ uri, paths }) => {
    const { objects } = await resolve(uri);
    expect(objects.map(({ path }) => path)).toEqual(paths);
  });

  it.each`
    uri                      | code                 | words
    ${'gs://models/iri'}     | ${'StorageNotFound'} | ${/no file "iri" and nothing below/}
    ${'gs://models/iris/a/'} | ${'StorageNotFound'} | ${/nothing below/}
    ${'gs://nowhere/iris'}   | ${'StorageNotFound'} | ${/no bucket "nowhere"/}
    ${'gs://UPPER/iris'}     | ${'InvalidUri'}      | ${/gs:\/\/<bucket>/}
    ${'gs://'}               | ${'InvalidUri'}      | ${/gs:\/\/<bucket>/}
  `('answers $uri with $code', async ({ uri, code, words }) => {
    await expect(resolve(uri)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
  });

  it('refuses more files than allowed before it knows all', async () => {
    await expect(
      fetcher(3).resolve({ uri: 'gs://models/iris', signal }),
    ).rejects.toMatchObject({ code: 'TooLarge' });
  });

  it('takes objects that were composed, which have no MD5', async () => {
    gcs.put('big/model', 'composed', true);
    const source = { uri: 'gs://models/big', signal };
    const resolved = await fetcher().resolve(source);
    await fetcher().download({ ...source, resolved, dir: join(dir, 'm') });
    expect(await filesOf(join(dir, 'm'))).toEqual({ model: 'composed' });
  });

  it('gives a file that is put there again unchanged the same identity', async () => {
    const before = await resolve('gs://models/iris/a');
    gcs.put('iris/a', 'a');
    expect(await resolve('gs://models/iris/a')).toMatchObject({
      identity: before.identity,
    });
  });

  it('asks for a token once', async () => {
    gcs.isPublic = false;
    const key = 'gcloud-application-credentials.json';
    const source = {
      uri: 'gs://models/iris',
      credentials: { type: 'gs', values: { [key]: gcs.keyFile() } },
      signal,
    };
    const one = fetcher();
    const resolved = await one.resolve(source);
    await one.download({ ...source, resolved, dir: join(dir, 'm') });
    const asked = gcs.server.requests.filter(
      ({ url }) => url.pathname === '/token',
    );
    expect(asked).toHaveLength(1);
  });

  it.each`
    situation                   | changes                                          | code                | words
    ${'no credentials'}         | ${undefined}                                     | ${'StorageDenied'}  | ${/key file of a service account/}
    ${'a key of somebody else'} | ${{ private_key: otherKey() }}                   | ${'StorageDenied'}  | ${/a token for reader@project.test/}
    ${'half a key'}             | ${{ private_key: 'BEGIN PRIVATE KEY' }}          | ${'StorageDenied'}  | ${/cannot be read/}
    ${'credentials of a user'}  | ${{ type: 'authorized_user' }}                   | ${'StorageDenied'}  | ${/no key file of a service account/}
    ${'a token address'}        | ${{ token_uri: 'http://169.254.169.254/token' }} | ${'AddressRefused'} | ${/metadata/}
  `('refuses $situation', async ({ changes, code, words }) => {
    gcs.isPublic = false;
    const values: Record<string, string> = changes
      ? { 'gcloud-application-credentials.json': gcs.keyFile(changes) }
      : {};
    const failure = resolve('gs://models/iris', values);
    await expect(failure).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
    await expect(failure).rejects.not.toThrow('PRIVATE KEY');
  });
});

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
