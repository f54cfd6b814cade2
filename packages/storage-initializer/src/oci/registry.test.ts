import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CuttingProxy } from '../__testUtils__/CuttingProxy';
import {
  DockerRegistry,
  registryProgram,
} from '../__testUtils__/DockerRegistry';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { createModelFetcher } from '../model/createModelFetcher';
import { tarGzOf, tarZstOf } from '../testUtils/archives';
import { ImageRegistry } from '../testUtils/ImageRegistry';

/** What both kinds of registry are to a test. */
interface Registry {
  readonly host: string;
  push(
    name: string,
    tag: string,
    layer: Buffer,
    mediaType: string,
  ): Promise<void>;
  close(): Promise<void>;
}

async function startOurs(): Promise<Registry> {
  const registry = await ImageRegistry.create();
  registry.auth = 'basic';
  return {
    host: registry.host,
    async push(name, tag, body, mediaType) {
      registry.push(name, [{ body, mediaType }], tag);
    },
    close: () => registry.close(),
  };
}

/** Ours tells what is expected, the real one whether that is true. `npm test` names the real one where it is missing. */
const registries: [string, (dir: string) => Promise<Registry>][] = [
  ['that of the tests', startOurs],
];
const program = registryProgram;
if (program) {
  registries.push([
    'that of the distribution project',
    dir => DockerRegistry.create(program, join(dir, 'registry')),
  ]);
}

describe.each(registries)('pulling from a registry: %s', (_, start) => {
  const { signal } = new AbortController();
  const layer = 'application/vnd.oci.image.layer.v1.tar';
  let dir: string;
  let registry: Registry;

  beforeAll(async () => {
    dir = await createTestFolder();
    registry = await start(dir);
  });
  afterAll(async () => {
    await registry.close();
    await removeTestFolder(dir);
  });

  async function pull(image: string, password = 'hush', host = registry.host) {
    const auth = Buffer.from(`robot:${password}`).toString('base64');
    const logins = JSON.stringify({ auths: { [host]: { auth } } });
    const source = {
      uri: `oci://${host}/${image}`,
      credentials: { type: 'oci-v1', values: { '.dockerconfigjson': logins } },
      signal,
    };
    const fetcher = createModelFetcher({
      policy: loopbackPolicy,
      wait: async () => undefined,
    });
    const resolved = await fetcher.resolve(source);
    const target = join(dir, resolved.identity, image.replace(/\W/g, '-'));
    await fetcher.download({ ...source, resolved, dir: target });
    return filesOf(target);
  }

  it.each([
    ['gzip', tarGzOf],
    ['zstd', tarZstOf],
  ])('brings a model whose layer is packed by %s', async (kind, make) => {
    const body = await make({ 'models/1/model.onnx': kind });
    await registry.push(`team/${kind}`, 'v1', body, `${layer}+${kind}`);
    expect(await pull(`team/${kind}:v1`)).toEqual({ '1/model.onnx': kind });
  });

  it('goes on where the connection was cut', async () => {
    const content = randomBytes(1_000_000);
    const body = await tarGzOf({ 'models/m': content });
    await registry.push('team/large', 'v1', body, `${layer}+gzip`);
    let cuts = 0;
    const port = Number(registry.host.split(':')[1]);
    const proxy = await CuttingProxy.create(port, (request, bytes) => {
      const isCut =
        /^GET \S+\/blobs\//.test(request) && bytes > 300_000 && cuts < 2;
      if (isCut) cuts += 1;
      return isCut;
    });
    try {
      const { host } = new URL(proxy.url);
      expect(await pull('team/large:v1', 'hush', host)).toEqual({
        m: content.toString('latin1'),
      });
      const rests = proxy.requests.filter(request =>
        /^range: bytes=[1-9]/im.test(request),
      );
      expect(cuts).toBe(2);
      expect(rests.length).toBeGreaterThan(0);
    } finally {
      await proxy.close();
    }
  });

  it.each`
    image          | password   | code
    ${'team/none'} | ${'hush'}  | ${'StorageNotFound'}
    ${'team/none'} | ${'wrong'} | ${'StorageDenied'}
  `('answers $image with $password: $code', async row => {
    await expect(pull(row.image, row.password)).rejects.toMatchObject({
      code: row.code,
      retryable: false,
    });
  });
});
