import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { tarGzOf, tarOf } from '../testUtils/archives';
import { zipOf } from '../__testUtils__/zipOf';
import { describeHttpStorage } from '../__testUtils__/contract/describeHttpStorage';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { Fault, Reply, TestServer } from '../testUtils/TestServer';
import { createAddressGuard } from '../address/AddressGuard';
import { createModelFetcher } from '../model/createModelFetcher';
import { HttpClient } from './HttpClient';
import { explainHttpFailure } from './httpFailure';
import { readBody } from './readBody';
import { transportReason } from './transportFailure';

describeHttpStorage(
  'https://',
  { verifies: false, keepsVersions: false, secrets: /hush/ },
  async () => {
    const dir = await createTestFolder();
    let content = randomBytes(100_000);
    let version = 1;
    const server = await TestServer.create(({ url }) =>
      url.pathname === '/iris/model.onnx'
        ? { body: content, isFile: true, headers: { etag: `"v${version}"` } }
        : { status: 404 },
    );
    return {
      dir,
      server,
      uri: `${server.url}/iris/model.onnx?sig=hush`,
      files: { 'model.onnx': content.toString('latin1') },
      isBytes: () => true,
      async change() {
        content = randomBytes(100_000);
        version += 1;
      },
      async close() {
        await server.close();
        await removeTestFolder(dir);
      },
    };
  },
);

describe('HttpClient', () => {
  const { signal } = new AbortController();

  async function failureOf(fault: Fault): Promise<unknown> {
    const server = await TestServer.create(() => ({ body: 'x'.repeat(1000) }));
    server.fault = () => fault;
    const guard = createAddressGuard(loopbackPolicy);
    const client = new HttpClient(guard, { silenceMs: 50 });
    try {
      const answer = await client.request({ url: server.url, signal });
      return await readBody(answer).catch(error => error);
    } catch (error) {
      return error;
    } finally {
      client.close();
      await server.close();
    }
  }

  it.each`
    situation                      | fault
    ${'before it answers'}         | ${{ stalls: true }}
    ${'in the middle of the body'} | ${{ stallsAfter: 500 }}
  `('does not wait for a server that is silent $situation', async row => {
    const error = await failureOf(row.fault);
    expect(transportReason(error)).toBe('timeout');
    const place = { host: 'models.lab', what: '"m"', whenDenied: '' };
    expect(explainHttpFailure(error, place)).toMatchObject({
      code: 'StorageUnreachable',
      retryable: true,
      message: expect.stringMatching(/models\.lab did not answer in time/),
    });
  });
});

describe('fetching from web servers', () => {
  const { signal } = new AbortController();
  let dir: string;
  let server: TestServer;
  let replies: Record<string, Reply>;

  beforeEach(async () => {
    dir = await createTestFolder();
    replies = {};
    server = await TestServer.create(
      ({ url }) => replies[url.pathname] ?? { status: 404 },
    );
  });
  afterEach(async () => {
    await server.close();
    await removeTestFolder(dir);
  });

  function fetcher() {
    return createModelFetcher({
      policy: loopbackPolicy,
      wait: async () => undefined,
    });
  }

  function source(path: string, values?: Record<string, string>) {
    return {
      uri: `${server.url}${path}`,
      credentials: values && { type: 'uri-v1', values },
      signal,
    };
  }

  async function download(path: string, values?: Record<string, string>) {
    const from = source(path, values);
    const resolved = await fetcher().resolve(from);
    const target = join(dir, 'model');
    await fetcher().download({ ...from, resolved, dir: target });
    return filesOf(target);
  }

  const model = { 'iris/model.onnx': 'weights', 'iris/words': 'a b' };

  it.each`
    path                | make       | type
    ${'/a/iris.zip'}    | ${zipOf}   | ${undefined}
    ${'/a/iris.tar'}    | ${tarOf}   | ${undefined}
    ${'/a/iris.tar.gz'} | ${tarGzOf} | ${'application/octet-stream'}
    ${'/a/iris.TGZ'}    | ${tarGzOf} | ${undefined}
    ${'/download'}      | ${zipOf}   | ${'application/zip'}
    ${'/download'}      | ${tarOf}   | ${'application/x-tar; x=1'}
  `('unpacks $path of type $type', async ({ path, make, type }) => {
    const headers = { etag: '"1"', ...(type && { 'content-type': type }) };
    replies[path] = { body: await make(model), isFile: true, headers };
    expect(await download(path)).toEqual(model);
  });

  it('keeps other files as they are', async () => {
    replies['/iris%20model.gz'] = { body: 'x', isFile: true };
    expect(await download('/iris%20model.gz')).toEqual({
      'iris model.gz': 'x',
    });
  });

  it('takes an empty file', async () => {
    replies['/empty'] = { body: '', isFile: true };
    expect(await download('/empty')).toEqual({ empty: '' });
  });

  it('fetches a file without a version anew each time', async () => {
    replies['/m.bin'] = { body: 'x', isFile: true };
    const first = await fetcher().resolve(source('/m.bin'));
    const second = await fetcher().resolve(source('/m.bin'));
    expect(second.identity).not.toBe(first.identity);
  });

  it('compares with the digest that the server tells', async () => {
    const digest = 'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:';
    replies['/m.bin'] = {
      body: 'other',
      isFile: true,
      headers: { etag: '"1"', 'repr-digest': digest },
    };
    await expect(download('/m.bin')).rejects.toMatchObject({
      code: 'DigestMismatch',
    });
  });

  it.each`
    situation                             | values                                            | seen
    ${'the connection of this address'}   | ${{ URI: 'SERVER/models', headers: 'x-key: k1' }} | ${'k1'}
    ${'a connection without address'}     | ${{ headers: 'x-key: k2' }}                       | ${'k2'}
    ${'a connection of another address'}  | ${{ URI: 'https://a.test', headers: 'x-key: k' }} | ${undefined}
    ${"KServe's headers of this host"}    | ${{ '127.0.0.1-headers': '{"x-key":"k3"}' }}      | ${'k3'}
    ${"KServe's headers of another host"} | ${{ 'a.test-headers': '{"x-key":"k"}' }}          | ${undefined}
  `('sends headers: $situation', async ({ values, seen }) => {
    replies['/m.bin'] = { body: 'x', isFile: true };
    const given = Object.fromEntries(
      Object.entries<string>(values).map(([key, value]) => [
        key,
        value.replace('SERVER', server.url),
      ]),
    );
    await download('/m.bin', given);
    for (const { headers } of server.requests) {
      expect(headers['x-key']).toBe(seen);
    }
  });

  it('keeps headers from where it is redirected to', async () => {
    const cdn = await TestServer.create(() => ({
      body: 'weights',
      isFile: true,
      headers: { etag: '"1"' },
    }));
    try {
      const location = `${cdn.url}/signed/m.bin`;
      replies['/m.bin'] = { status: 307, headers: { location } };
      const files = await download('/m.bin', {
        headers: 'authorization: Bearer hush',
      });
      expect(files).toEqual({ 'm.bin': 'weights' });
      expect(server.requests[0].headers.authorization).toBe('Bearer hush');
      for (const { headers } of cdn.requests) {
        expect(headers.authorization).toBeUndefined();
      }
    } finally {
      await cdn.close();
    }
  });

  it.each`
    situation             | path        | values                      | reply                                                  | code                    | words
    ${'a folder'}         | ${'/iris/'} | ${undefined}                | ${{}}                                                  | ${'InvalidUri'}         | ${/do not list/}
    ${'no length'}        | ${'/m.bin'} | ${undefined}                | ${{ headers: { 'transfer-encoding': 'chunked' } }}     | ${'StorageUnreachable'} | ${/how large/}
    ${'a redirect loop'}  | ${'/m.bin'} | ${undefined}                | ${{ status: 302, headers: { location: '/m.bin' } }}    | ${'StorageUnreachable'} | ${/more than 10 times/}
    ${'another protocol'} | ${'/m.bin'} | ${undefined}                | ${{ status: 302, headers: { location: 'file:///x' } }} | ${'InvalidUri'}         | ${/not supported/}
    ${'no headers'}       | ${'/m.bin'} | ${{ headers: 'hush-hush' }} | ${{}}                                                  | ${'InvalidUri'}         | ${/Name: value/}
    ${'not a zip'}        | ${'/m.zip'} | ${undefined}                | ${{ body: 'no zip', isFile: true }}                    | ${'InvalidUri'}         | ${/cannot be unpacked as zip/}
    ${'not a tar.gz'}     | ${'/m.tgz'} | ${undefined}                | ${{ body: 'no gzip', isFile: true }}                   | ${'InvalidUri'}         | ${/cannot be unpacked as tar.gz/}
  `('refuses $situation', async ({ path, values, reply, code, words }) => {
    replies[path] = reply;
    const failure = download(path, values);
    await expect(failure).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
    await expect(failure).rejects.not.toThrow('hush-hush');
  });

  it('does not fetch from where nobody listens, and says so', async () => {
    await server.close();
    await expect(download('/m.bin')).rejects.toMatchObject({
      code: 'StorageUnreachable',
      retryable: true,
      message: expect.stringMatching(/refused the connection/),
    });
    server = await TestServer.create(() => ({ status: 404 }));
  });
});
