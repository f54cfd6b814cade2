import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import { testUriConnection } from './testUriConnection';

const { signal } = new AbortController();
const policy = loopbackPolicy;
/** No resolver asks the network about a label of more than 63 characters. */
const unresolvable = `${'x'.repeat(64)}.test`;

describe('testUriConnection', () => {
  let server: Server;
  let url: string;
  const asked: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      const [, status, name] = (request.url ?? '').split('/');
      if (status === 'silent') return;
      if (status === 'guarded') {
        const isKnown = request.headers['x-token'] === 't0ken';
        response.writeHead(isKnown ? 200 : 403).end();
        return;
      }
      response.writeHead(Number(status), { location: `/silent/${name}` });
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => asked.splice(0));

  const test = (values: Record<string, string>, timeoutMs = 5000) =>
    testUriConnection({ values, policy, signal, timeoutMs });

  it.each([200, 204, 301, 302, 307])(
    'passes for HTTP %d with one HEAD, following nothing',
    async status => {
      const result = await test({ URI: `${url}/${status}/model.onnx` });
      expect(result).toMatchObject({ ok: true });
      expect(result.steps.map(({ name }) => name)).toEqual([
        'address',
        'connect',
        'path',
      ]);
      expect(asked.map(({ method }) => method)).toEqual(['HEAD']);
    },
  );

  it.each`
    status | step
    ${401} | ${'authenticate'}
    ${403} | ${'authenticate'}
    ${404} | ${'path'}
    ${405} | ${'path'}
    ${500} | ${'path'}
  `('fails at $step for HTTP $status', async ({ status, step }) => {
    const result = await test({ URI: `${url}/${status}/model.onnx` });
    expect(result).toMatchObject({ ok: false, code: 'CONNECTION_FAILED' });
    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false });
    expect(result.message).toContain(String(status));
  });

  it('sends the headers of the connection', async () => {
    const URI = `${url}/guarded`;
    await expect(
      test({ URI, headers: 'X-Token: t0ken\n' }),
    ).resolves.toMatchObject({ ok: true });
    const refused = await test({ URI, headers: 'X-Token: 0ther' });
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain('0ther');
  });

  it.each`
    values                                           | words
    ${{}}                                            | ${/http/}
    ${{ URI: 'hf://team/model' }}                    | ${/http/}
    ${{ URI: 'http://a/b', headers: 'no s3cr3t' }}   | ${/one a line/}
    ${{ URI: 'http://a/b', headers: 'a b: s3cr3t' }} | ${/one a line/}
  `('refuses $values', async ({ values, words }) => {
    const result = await test(values);
    expect(result).toMatchObject({ code: 'INVALID_REQUEST', steps: [] });
    expect(result.message).toMatch(words);
    expect(result.message).not.toContain('s3cr3t');
  });

  it.each`
    uri                                  | step         | code                    | words
    ${'http://10.0.0.1/m'}               | ${'address'} | ${'CONNECTION_FAILED'}  | ${/private/}
    ${'http://metadata.google.internal'} | ${'address'} | ${'CONNECTION_FAILED'}  | ${/metadata/}
    ${`http://${unresolvable}`}          | ${'address'} | ${'CONNECTION_FAILED'}  | ${/not found/}
    ${'silent'}                          | ${'connect'} | ${'CONNECTION_TIMEOUT'} | ${/0.3 s/}
    ${'tls'}                             | ${'connect'} | ${'CONNECTION_FAILED'}  | ${/127.0.0.1/}
  `('fails at $step: $uri', async ({ uri, step, code, words }) => {
    const places: Record<string, string> = {
      silent: `${url}/silent/x`,
      tls: url.replace('http', 'https'),
    };
    const result = await test({ URI: places[uri] ?? uri }, 300);
    expect(result).toMatchObject({ ok: false, code });
    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false });
    expect(result.message).toMatch(words);
  });

  it('throws only if it is told to end', async () => {
    await expect(
      testUriConnection({
        values: { URI: url },
        policy,
        signal: AbortSignal.abort(new Error('closed')),
      }),
    ).rejects.toThrow('closed');
  });
});
