import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import { RegistryAuth, TestRegistry } from './__testUtils__/TestRegistry';
import { browseOci } from './browseOci';
import { testOciConnection } from './testOciConnection';

const { signal } = new AbortController();
const policy = loopbackPolicy;
const wrong = { user: 'mona', password: 'gue5s' };
const images = {
  'models/iris': ['v1', 'v2', 'v3'],
  'models/secret': ['v1'],
  other: ['latest'],
};

async function open(auth: RegistryAuth) {
  return TestRegistry.create({
    auth,
    images,
    users: { mona: 'pw-secret' },
    privateTo: { 'models/secret': 'ted' },
  });
}

describe.each<RegistryAuth>(['basic', 'bearer'])(
  'testOciConnection with %s authentication',
  auth => {
    let registry: TestRegistry;

    beforeAll(async () => {
      registry = await open(auth);
    });
    afterAll(() => registry.close());

    const login = { user: 'mona', password: 'pw-secret' };
    const test = (values: Record<string, string>, path?: string) =>
      testOciConnection({ values, path, policy, signal, timeoutMs: 5000 });

    it.each`
      path                | steps
      ${undefined}        | ${['address', 'connect', 'authenticate']}
      ${'models/iris:v1'} | ${['address', 'connect', 'authenticate', 'path']}
      ${'other'}          | ${['address', 'connect', 'authenticate', 'path']}
    `('passes for $path', async ({ path, steps }) => {
      const result = await test(registry.values(login), path);
      expect(result).toMatchObject({ ok: true });
      expect(result.steps.map(({ name }) => name)).toEqual(steps);
    });

    it('takes an image by its whole address', async () => {
      await expect(
        test(registry.values(login), `oci://${registry.host}/models/iris:v1`),
      ).resolves.toMatchObject({ ok: true });
    });

    it.each`
      login    | path                  | step              | words
      ${wrong} | ${undefined}          | ${'authenticate'} | ${/refuses this login/}
      ${login} | ${'models/iris:v9'}   | ${'path'}         | ${/no image "models\/iris:v9"/}
      ${login} | ${'models/none:v1'}   | ${'path'}         | ${/no image/}
      ${login} | ${'models/secret:v1'} | ${'path'}         | ${/does not let this login pull/}
    `('fails at $step: $words', async ({ login: as, path, step, words }) => {
      const result = await test(registry.values(as), path);
      expect(result).toMatchObject({ ok: false, code: 'CONNECTION_FAILED' });
      expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false });
      expect(result.message).toMatch(words);
      expect(JSON.stringify(result)).not.toMatch(/gue5s|pw-secret/);
    });
  },
);

describe('testOciConnection', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  const test = (
    values: Record<string, string>,
    path?: string,
    timeoutMs = 5000,
  ) => testOciConnection({ values, path, policy, signal, timeoutMs });

  async function serve(listener: Parameters<typeof createServer>[1]) {
    const server = createServer({}, listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('needs no login where the registry asks for none', async () => {
    const registry = await open('none');
    await expect(
      test(registry.values(), 'models/iris:v1'),
    ).resolves.toMatchObject({ ok: true });
    await registry.close();
  });

  it('tells a login of another registry and no login apart', async () => {
    const registry = await open('basic');
    const values = registry.values();
    await expect(test(values)).resolves.toMatchObject({
      ok: false,
      message: expect.stringContaining('asks for a login'),
    });
    const other = JSON.stringify({ auths: { 'quay.io': { auth: 'YTpi' } } });
    await expect(
      test({ ...values, '.dockerconfigjson': other }),
    ).resolves.toMatchObject({
      ok: false,
      message: expect.stringContaining('a login for quay.io, but none for'),
    });
    await expect(
      test({ ...values, '.dockerconfigjson': 'p4ssword' }),
    ).resolves.toMatchObject({
      ok: false,
      message: expect.not.stringContaining('p4ssword'),
    });
    await registry.close();
  });

  it.each`
    values                       | path
    ${{ OCI_HOST: '' }}          | ${undefined}
    ${{ OCI_HOST: 'http://x' }}  | ${undefined}
    ${{ OCI_HOST: 'a:pw@host' }} | ${undefined}
    ${{ OCI_HOST: 'quay.io' }}   | ${'oci://other.io/a:b'}
    ${{ OCI_HOST: 'quay.io' }}   | ${'Not An Image'}
  `('asks for what is missing: $values $path', async ({ values, path }) => {
    await expect(test(values, path)).resolves.toMatchObject({
      ok: false,
      code: 'INVALID_REQUEST',
      steps: [],
    });
  });

  it('tells forbidden, refused, no registry and no answer apart', async () => {
    const gone = await serve(() => undefined);
    const [server] = servers.splice(0);
    server.close();
    await once(server, 'close');
    const website = await serve((_, response) => response.end('<html>'));
    const html = await serve((_, response) => {
      response.writeHead(404);
      response.end();
    });
    const silent = await serve(() => undefined);
    const cases: [string, RegExp, string, string[]][] = [
      ['10.1.2.3', /private/, 'CONNECTION_FAILED', ['address']],
      ['169.254.169.254', /not allowed/, 'CONNECTION_FAILED', ['address']],
      [gone, /refused/, 'CONNECTION_FAILED', ['address', 'connect']],
      [html, /does not speak/, 'CONNECTION_FAILED', ['address', 'connect']],
      [silent, /within 0.3 s/, 'CONNECTION_TIMEOUT', ['address', 'connect']],
    ];
    const config = '{"auths":{}}';
    for (const [host, words, code, steps] of cases) {
      const values = { OCI_HOST: host, '.dockerconfigjson': config };
      const result = await test(values, undefined, 300);
      expect(result).toMatchObject({ ok: false, code });
      expect(result.message).toMatch(words);
      expect(result.steps.map(({ name }) => name)).toEqual(steps);
    }
    const values = { OCI_HOST: website, '.dockerconfigjson': config };
    await expect(test(values, 'a:b')).resolves.toMatchObject({ ok: true });
  });

  it('sends the password to no token service that the rules forbid', async () => {
    const host = await serve((_, response) => {
      response.writeHead(401, {
        'www-authenticate': 'Bearer realm="http://169.254.169.254/token"',
      });
      response.end();
    });
    await expect(
      test({ OCI_HOST: host, '.dockerconfigjson': '{"auths":{}}' }),
    ).resolves.toMatchObject({
      ok: false,
      message: expect.stringContaining('169.254.169.254'),
    });
  });

  it('throws only if it is told to end', async () => {
    const values = { OCI_HOST: '127.0.0.1:1', '.dockerconfigjson': '{}' };
    await expect(
      testOciConnection({
        values,
        policy,
        signal: AbortSignal.abort(new Error('closed')),
      }),
    ).rejects.toThrow('closed');
  });
});

describe('browseOci', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.create({
      auth: 'bearer',
      images,
      users: { mona: 'pw' },
    });
  });
  afterAll(() => registry.close());

  const browse = (
    prefix: string,
    more: { limit?: number; cursor?: string } = {},
    values: Record<string, string> = {},
  ) =>
    browseOci({
      values: {
        ...registry.values({ user: 'mona', password: 'pw' }),
        ...values,
      },
      prefix,
      policy,
      signal,
      ...more,
    });

  it('lists repositories, and the tags of one', async () => {
    await expect(browse('')).resolves.toEqual({
      prefix: '',
      folders: ['models/iris/', 'models/secret/', 'other/'],
      files: [],
      nextCursor: undefined,
    });
    await expect(browse('models/iris/')).resolves.toMatchObject({
      files: [
        { key: 'models/iris:v1' },
        { key: 'models/iris:v2' },
        { key: 'models/iris:v3' },
      ],
    });
  });

  it('stays below the path of the connection', async () => {
    const OCI_HOST = `${registry.host}/models`;
    const auths = { [registry.host]: { username: 'mona', password: 'pw' } };
    const page = await browse(
      '',
      {},
      { OCI_HOST, '.dockerconfigjson': JSON.stringify({ auths }) },
    );
    expect(page.folders).toEqual(['models/iris/', 'models/secret/']);
  });

  it('goes page by page', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await browse('models/iris/', { limit: 2, cursor });
      seen.push(...page.files.map(({ key }) => key));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([
      'models/iris:v1',
      'models/iris:v2',
      'models/iris:v3',
    ]);
  });

  it('says so where a registry tells nobody what it has', async () => {
    const quiet = await TestRegistry.create({
      auth: 'none',
      images,
      listsRepositories: false,
    });
    await expect(
      browseOci({ values: quiet.values(), prefix: '', policy, signal }),
    ).rejects.toMatchObject({
      code: 'StorageDenied',
      message: expect.stringContaining('Type the name'),
    });
    await quiet.close();
  });

  it('fails as people can read it', async () => {
    await expect(browse('no/such/')).rejects.toMatchObject({
      code: 'StorageNotFound',
    });
    await expect(
      browse('', {}, { OCI_HOST: '10.0.0.1' }),
    ).rejects.toMatchObject({ code: 'AddressRefused' });
  });
});
