import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import {
  GcsServer,
  HubServer,
  ImageRegistry,
  tarGzOf,
  TestServer,
} from '@greenroom/storage-initializer/testUtils';
import { Deployments, flower, labelOf, TestPortal } from './__testUtils__';
import { ROOT } from './__testUtils__/programs';

jest.setTimeout(600_000);

const iris = readFileSync(resolve(ROOT, 'examples/models/iris-logreg.onnx'));

describe('a model from any storage', () => {
  let folder: string;
  let website: TestServer;
  let gcs: GcsServer;
  let hub: HubServer;
  let registry: ImageRegistry;
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storages-'));
    await mkdir(join(folder, 'models/iris'), { recursive: true });
    await cp(
      resolve(ROOT, 'examples/models/iris-logreg.onnx'),
      join(folder, 'models/iris/model.onnx'),
    );
    await symlink('/etc/passwd', join(folder, 'models/model.onnx'));
    const archive = await tarGzOf({ 'model.onnx': iris });
    website = await TestServer.create(({ url, headers }) => {
      const etag = { etag: '"1"' };
      if (headers['x-key'] !== 'hush-hush') return { status: 403 };
      return url.pathname.endsWith('.tar.gz')
        ? { body: archive, isFile: true, headers: etag }
        : { body: iris, isFile: true, headers: etag };
    });
    gcs = await GcsServer.create();
    gcs.put('iris/model.onnx', iris);
    hub = await HubServer.create();
    hub.commit({ 'model.onnx': iris, 'README.md': '# Iris' });
    registry = await ImageRegistry.create();
    registry.auth = 'bearer';
    registry.push(
      'team/iris',
      [{ body: await tarGzOf({ 'models/model.onnx': iris }) }],
      'v1',
    );
    portal = await TestPortal.create(
      'allow-all',
      'stop',
      {},
      {
        fileRoots: [join(folder, 'models')],
        huggingFaceEndpoint: hub.server.url,
        googleEndpoint: gcs.server.url,
      },
    );
    deployments = new Deployments(portal);
    await connect('website', 'uri-v1', {
      URI: website.url,
      headers: 'x-key: hush-hush',
    });
    await connect('registry', 'oci-v1', {
      ACCESS_TYPE: '["Pull"]',
      OCI_HOST: registry.host,
      ...registry.login('robot', 'hush'),
    });
  });

  afterAll(async () => {
    await portal.close();
    for (const server of [website, gcs, hub, registry]) await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function connect(
    name: string,
    type: string,
    values: Record<string, string>,
  ): Promise<void> {
    const connection = { namespace: 'demo', name, type, values };
    const { status, body } = await deployments.call(
      'POST',
      '/connections',
      connection,
    );
    expect({ status, body }).toMatchObject({ status: 201 });
  }

  function deploy(name: string, storageUri: string, connection?: string) {
    const service: InferenceService = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name,
        namespace: 'demo',
        ...(connection && {
          annotations: { 'opendatahub.io/connections': connection },
        }),
      },
      spec: {
        predictor: { model: { modelFormat: { name: 'onnx' }, storageUri } },
      },
    };
    return deployments.call('POST', '/deployments', service);
  }

  it.each([
    ['from-web', () => `${website.url}/iris/model.onnx`, 'website'],
    ['from-archive', () => `${website.url}/iris.tar.gz`, 'website'],
    ['from-gcs', () => 'gs://models/iris', undefined],
    ['from-hub', () => 'hf://team/iris', undefined],
    ['from-image', () => `oci://${registry.host}/team/iris:v1`, 'registry'],
    ['from-folder', () => `file://${folder}/models/iris`, undefined],
  ])('serves %s, and predicts', async (name, uri, connection) => {
    const { status, body } = await deploy(name, uri(), connection);
    expect({ status, body }).toMatchObject({ status: 201 });
    await deployments.ready(name);
    expect(labelOf(await deployments.predict(name))).toBe(flower.label);
    await deployments.remove(name);
  });

  it.each([
    ['no-key', () => `${website.url}/m.onnx`, 'StorageDenied', /headers of/],
    [
      'no-login',
      () => `oci://${registry.host}/team/iris:v1`,
      'StorageDenied',
      /login/,
    ],
    ['no-model', () => 'hf://team/none', 'StorageNotFound', /no model/],
    ['no-object', () => 'gs://models/none', 'StorageNotFound', /nothing below/],
    [
      'led-out',
      () => `file://${folder}/models/model.onnx`,
      'InvalidSpec',
      /not lie below/,
    ],
  ])('says why %s cannot be fetched', async (name, uri, code, words) => {
    const { status, body } = await deploy(name, uri());
    expect({ status, body }).toMatchObject({ status: 201 });
    const { fullState } = await deployments.untilSeen(name, detail =>
      detail.fullState.findings.some(finding => finding.code === code),
    );
    const said = JSON.stringify(fullState);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/hush|root:/);
    await deployments.remove(name);
  });

  it('refuses what this cluster cannot fetch, and names what it can', async () => {
    const { status, body } = await deploy('on-claim', 'pvc://claim/iris');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(
      /cannot fetch pvc:\/\/ models; it fetches s3:\/\/, gs:\/\/, https:\/\/, http:\/\/, hf:\/\/, oci:\/\//,
    );
  });

  it('shows what the cluster fetches and keeps', async () => {
    const { body } = await deployments.call('GET', '/clusters');
    const [{ capabilities }] = body.items ?? body;
    expect(capabilities.storageSchemes).toEqual(
      expect.arrayContaining(['s3', 'gs', 'https', 'hf', 'oci', 'file']),
    );
    expect(capabilities.capacity.modelCache).toEqual({
      bytes: expect.any(Number),
    });
  });
});
