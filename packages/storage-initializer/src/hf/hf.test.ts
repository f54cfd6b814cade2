import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describeHttpStorage } from '../__testUtils__/contract/describeHttpStorage';
import { HubServer } from '../testUtils/HubServer';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { TestServer } from '../testUtils/TestServer';
import { createModelFetcher } from '../model/createModelFetcher';

describeHttpStorage(
  'hf://',
  { verifies: true, keepsVersions: true, secrets: /hush|s1gned/ },
  async () => {
    const dir = await createTestFolder();
    const hub = await HubServer.create();
    hub.token = 'hf_hush';
    const content = randomBytes(100_000);
    const commit = (model: Buffer) =>
      hub.commit({
        'model.safetensors': model,
        'config.json': '{}',
        'onnx/a b#c?.txt': 'small',
      });
    commit(content);
    const isBytes = ({ url }: { readonly url: URL }) =>
      url.searchParams.has('signature');
    // Faults hit the hub, and the store of large files where bytes are meant.
    hub.store.fault = request => {
      const fault = hub.server.fault(request);
      return fault?.reply && !isBytes(request) ? undefined : fault;
    };
    return {
      dir,
      server: hub.server,
      settings: { hfEndpoint: hub.server.url },
      uri: 'hf://team/iris',
      credentials: { type: 'uri-v1', values: { HF_TOKEN: 'hf_hush' } },
      files: {
        'config.json': '{}',
        'model.safetensors': content.toString('latin1'),
        'onnx/a b#c?.txt': 'small',
      },
      isBytes,
      async change() {
        commit(randomBytes(100_000));
      },
      async close() {
        await hub.close();
        await removeTestFolder(dir);
      },
    };
  },
);

describe('fetching from a hub', () => {
  const { signal } = new AbortController();
  let dir: string;
  let hub: HubServer;

  beforeEach(async () => {
    dir = await createTestFolder();
    hub = await HubServer.create();
    hub.commit({ model: 'main' });
  });
  afterEach(async () => {
    await hub.close();
    await removeTestFolder(dir);
  });

  async function download(
    uri: string,
    values: Record<string, string> = {},
    hfEndpoint = hub.server.url,
  ) {
    const fetcher = createModelFetcher({
      policy: loopbackPolicy,
      storage: { hfEndpoint },
      wait: async () => undefined,
    });
    const source = { uri, credentials: { type: 'uri-v1', values }, signal };
    const resolved = await fetcher.resolve(source);
    await fetcher.download({ ...source, resolved, dir: join(dir, 'm') });
    return filesOf(join(dir, 'm'));
  }

  it('finds branches, also with slashes, and commits', async () => {
    const sha = hub.commit({ model: 'pull request' }, 'refs/pr/1');
    expect(await download('hf://team/iris')).toEqual({ model: 'main' });
    expect(await download('hf://team/iris:refs/pr/1')).toEqual({
      model: 'pull request',
    });
    expect(await download(`hf://team/iris:${sha}`)).toEqual({
      model: 'pull request',
    });
  });

  it.each`
    uri                            | gated    | token        | code                 | words
    ${'hf://team/nothing'}         | ${false} | ${undefined} | ${'StorageNotFound'} | ${/no model "team\/nothing"/}
    ${'hf://team/iris:v2'}         | ${false} | ${undefined} | ${'StorageNotFound'} | ${/no branch, tag or commit "v2"/}
    ${'hf://team/iris'}            | ${true}  | ${undefined} | ${'StorageDenied'}   | ${/accepted its conditions/}
    ${'hf://team/iris'}            | ${false} | ${'hush'}    | ${'StorageNotFound'} | ${/or it is private.*HF_TOKEN/}
    ${'hf://iris'}                 | ${false} | ${undefined} | ${'InvalidUri'}      | ${/hf:\/\/<owner>/}
    ${'hf://team/iris/model.onnx'} | ${false} | ${undefined} | ${'InvalidUri'}      | ${/single files/}
    ${'hf://../iris'}              | ${false} | ${undefined} | ${'InvalidUri'}      | ${/hf:\/\/<owner>/}
    ${'hf://team/iris:../../x'}    | ${false} | ${undefined} | ${'InvalidUri'}      | ${/hf:\/\/<owner>/}
  `('answers $uri with $code: $words', async row => {
    hub.isGated = row.gated;
    hub.token = row.token;
    await expect(download(row.uri)).rejects.toMatchObject({
      code: row.code,
      message: expect.stringMatching(row.words),
    });
  });

  it('keeps the token from a next page elsewhere', async () => {
    const other = await TestServer.create(() => ({ body: '[]' }));
    hub.token = 'hf_hush';
    hub.server.fault = ({ url }) =>
      url.pathname.includes('/tree/')
        ? {
            reply: {
              body: '[{"type":"file","path":"m","size":1}]',
              headers: { link: `<${other.url}/next>; rel="next"` },
            },
          }
        : undefined;
    try {
      await download('hf://team/iris', { HF_TOKEN: 'hf_hush' }).catch(() => '');
      expect(other.requests).toHaveLength(1);
      expect(other.requests[0].headers.authorization).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it('knows a website from a hub', async () => {
    const website = await TestServer.create(() => ({ body: '<html>' }));
    try {
      await expect(
        download('hf://team/iris', {}, website.url),
      ).rejects.toMatchObject({
        code: 'StorageUnreachable',
        message: expect.stringMatching(/is no Hugging Face hub/),
      });
    } finally {
      await website.close();
    }
  });
});
