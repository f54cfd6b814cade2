import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { tarGzOf, tarOf, tarZstOf } from '../testUtils/archives';
import { describeHttpStorage } from '../__testUtils__/contract/describeHttpStorage';
import { ImageRegistry } from '../testUtils/ImageRegistry';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { TestServer } from '../testUtils/TestServer';
import { createModelFetcher } from '../model/createModelFetcher';

describeHttpStorage(
  'oci://',
  { verifies: true, keepsVersions: true, secrets: /hush|cm9ib3Q/ },
  async () => {
    const dir = await createTestFolder();
    const registry = await ImageRegistry.create();
    registry.auth = 'bearer';
    const content = randomBytes(100_000);
    const base = await tarGzOf({ 'etc/os-release': 'small' });
    let large = '';
    const push = async (body: Buffer) => {
      const layer = await tarGzOf({ 'models/1/model.onnx': body });
      large = registry.put(layer, '');
      registry.push('team/iris', [{ body: base }, { body: layer }], 'v1');
    };
    await push(content);
    const first = large;
    return {
      dir,
      server: registry.server,
      uri: `oci://${registry.host}/team/iris:v1`,
      credentials: { type: 'oci-v1', values: registry.login('robot', 'hush') },
      files: { '1/model.onnx': content.toString('latin1') },
      isBytes: ({ url, headers }) =>
        url.pathname.endsWith(first) && headers.authorization !== undefined,
      async change() {
        await push(randomBytes(100_000));
      },
      async close() {
        await registry.close();
        await removeTestFolder(dir);
      },
    };
  },
);

describe('fetching images', () => {
  const { signal } = new AbortController();
  const layerType = 'application/vnd.oci.image.layer.v1.tar';
  let dir: string;
  let registry: ImageRegistry;

  beforeEach(async () => {
    dir = await createTestFolder();
    registry = await ImageRegistry.create();
  });
  afterEach(async () => {
    await registry.close();
    await removeTestFolder(dir);
  });

  async function download(
    image = 'iris:v1',
    values: Record<string, string> = {},
  ) {
    const fetcher = createModelFetcher({
      policy: loopbackPolicy,
      wait: async () => undefined,
    });
    const source = {
      uri: `oci://${registry.host}/${image}`,
      credentials: { type: 'oci-v1', values },
      signal,
    };
    const resolved = await fetcher.resolve(source);
    const target = join(dir, 'model');
    await fetcher.download({ ...source, resolved, dir: target });
    return filesOf(target);
  }

  it('lays layers over each other, however they are compressed', async () => {
    registry.push(
      'iris',
      [
        {
          body: await tarOf({
            'usr/bin/sh': { type: 'symlink', linkname: '/bin/busybox' },
            'models/old': 'x',
            'models/kept': 'x',
            'models/replaced': 'x',
            'models/folder/a': 'x',
            'models/folder/b': 'x',
          }),
          mediaType: layerType,
        },
        {
          body: await tarZstOf({
            './models/.wh.old': '',
            './models/replaced': 'y',
            './models/folder/.wh..wh..opq': '',
            './models/folder/c': 'y',
          }),
          mediaType: `${layerType}+zstd`,
        },
        {
          body: await tarGzOf({
            'models/latest': { type: 'symlink', linkname: 'replaced' },
            'models/folder/up': { type: 'symlink', linkname: '../kept' },
            'models/absolute': { type: 'symlink', linkname: '/models/kept' },
            'models/again': { type: 'link', linkname: 'models/folder/c' },
          }),
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        },
      ],
      'v1',
    );
    expect(await download()).toEqual({
      absolute: 'x',
      again: 'y',
      kept: 'x',
      latest: 'y',
      replaced: 'y',
      'folder/c': 'y',
      'folder/up': 'x',
    });
  });

  it('takes the image for this machine out of an index', async () => {
    const image = async (text: string) =>
      registry.push('iris', [{ body: await tarGzOf({ 'models/m': text }) }]);
    const own = process.arch === 'x64' ? 'amd64' : process.arch;
    const images = {
      'unknown/unknown': await image('attestation'),
      'linux/s390x': await image('other'),
      [`linux/${own}`]: await image('own'),
    };
    registry.pushIndex('iris', images, 'v1');
    expect(await download()).toEqual({ m: 'own' });
    registry.pushIndex('iris', { 'linux/s390x': images['linux/s390x'] }, 'v1');
    expect(await download()).toEqual({ m: 'other' });
  });

  it('finds an image by its digest, and does not believe another one', async () => {
    const digest = registry.push('iris', [
      { body: await tarGzOf({ 'models/m': 'x' }) },
    ]);
    expect(await download(`iris@${digest}`)).toEqual({ m: 'x' });
    registry.server.fault = ({ url }) =>
      url.pathname.includes('/manifests/')
        ? { reply: { body: '{"layers":[]}' } }
        : undefined;
    await expect(download(`iris@${digest}`)).rejects.toMatchObject({
      code: 'DigestMismatch',
    });
  });

  it.each`
    auth        | login
    ${'none'}   | ${undefined}
    ${'none'}   | ${'hush'}
    ${'basic'}  | ${'hush'}
    ${'bearer'} | ${'hush'}
  `('comes from a registry that asks for $auth, with $login', async row => {
    registry.auth = row.auth;
    registry.push('iris', [{ body: await tarGzOf({ 'models/m': 'x' }) }], 'v1');
    const values = row.login && registry.login('robot', row.login);
    expect(await download('iris:v1', values)).toEqual({ m: 'x' });
  });

  it.each`
    auth        | login        | words
    ${'basic'}  | ${'no'}      | ${/denied access.*right to pull/}
    ${'bearer'} | ${'no'}      | ${/refused the login/}
    ${'basic'}  | ${undefined} | ${/Docker configuration has a login/}
    ${'bearer'} | ${undefined} | ${/nothing without a login/}
  `('is denied by one that asks for $auth, with $login', async row => {
    registry.auth = row.auth;
    registry.push('iris', [{ body: await tarGzOf({ 'models/m': 'x' }) }], 'v1');
    const values = row.login && registry.login('robot', row.login);
    const failure = download('iris:v1', values);
    await expect(failure).rejects.toMatchObject({
      code: 'StorageDenied',
      message: expect.stringMatching(row.words),
    });
    await expect(failure).rejects.not.toThrow('hush');
  });

  it('keeps the login from where blobs are kept', async () => {
    const store = await TestServer.create(({ url }) =>
      registry.blob(url.pathname.replace('/blobs/', '')),
    );
    registry.auth = 'bearer';
    registry.blobsAt = store.url;
    registry.push('iris', [{ body: await tarGzOf({ 'models/m': 'x' }) }], 'v1');
    try {
      const login = registry.login('robot', 'hush');
      expect(await download('iris:v1', login)).toEqual({ m: 'x' });
      expect(store.requests).toHaveLength(1);
      expect(store.requests[0].headers.authorization).toBeUndefined();
    } finally {
      await store.close();
    }
  });

  it.each(['http://169.254.169.254/token', 'http://10.1.2.3/token'])(
    'does not bring the login to %s',
    async realm => {
      registry.server.fault = () => ({
        reply: {
          status: 401,
          headers: { 'www-authenticate': `Bearer realm="${realm}"` },
        },
      });
      await expect(
        download('iris:v1', registry.login('robot', 'hush')),
      ).rejects.toMatchObject({ code: 'AddressRefused' });
    },
  );

  it.each`
    situation                 | entries                                                                   | words
    ${'no file below models'} | ${{ 'opt/model': 'x' }}                                                   | ${/no file below \/models/}
    ${'a way out'}            | ${{ 'models/../../etc/passwd': 'x' }}                                     | ${/"\.\." in it/}
    ${'a link out'}           | ${{ 'models/m': { type: 'symlink', linkname: '/etc/passwd' } }}           | ${/leads out/}
    ${'a link up and out'}    | ${{ 'models/m': { type: 'symlink', linkname: '../../etc/passwd' } }}      | ${/leads out/}
    ${'a hard link out'}      | ${{ 'models/m': { type: 'link', linkname: 'etc/passwd' } }}               | ${/leads out/}
    ${'a link to nothing'}    | ${{ 'models/m': { type: 'symlink', linkname: 'n' } }}                     | ${/no file that came before/}
    ${'a device'}             | ${{ 'models/m': { type: 'character-device', devmajor: 1, devminor: 3 } }} | ${/a device/}
    ${'a way through a file'} | ${{ 'models/m': 'x', 'models/m/n': 'x' }}                                 | ${/through a file/}
  `('refuses an image with $situation', async ({ entries, words }) => {
    registry.push('iris', [{ body: await tarGzOf(entries) }], 'v1');
    await expect(download()).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(words),
    });
    expect(
      Object.keys(await filesOf(dir)).filter(name => /passwd/.test(name)),
    ).toEqual([]);
  });

  it('refuses what is no image', async () => {
    registry.push(
      'iris',
      [{ body: Buffer.from('x'), mediaType: 'application/vnd.acme.gguf' }],
      'v1',
    );
    await expect(download()).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(/acme\.gguf.*below \/models/),
    });
    await expect(download('nothing:v1')).rejects.toMatchObject({
      code: 'StorageNotFound',
    });
  });
});
