import http, { Agent } from 'node:http';
import { AddressInfo } from 'node:net';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
  TestTarget,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

describe('changing the snapshot under load', () => {
  const servers: http.Server[] = [];
  let local: LocalGateway;

  async function replica(name: string): Promise<number> {
    const server = http.createServer((request, response) => {
      request.resume();
      request.on('end', () => response.end(name));
    });
    servers.push(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  beforeEach(async () => {
    local = await startLocalGateway();
  });

  afterEach(async () => {
    await local.stop();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('loses no request, and none sees two versions', async () => {
    const [a, b, c] = [
      await replica('a'),
      await replica('b'),
      await replica('c'),
    ];
    const versions: Record<string, TestTarget>[] = [
      { 'iris-1': { ports: [a] } },
      {
        'iris-1': { weight: 80, ports: [a] },
        'iris-2': { weight: 20, ports: [b] },
      },
      { 'iris-2': { ports: [b, c] } },
      { 'iris-2': { ports: [c] } },
    ];
    local.gateway.adopt(snapshotOf(1, versions[0]));
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let isDone = false;
    const swap = (async () => {
      for (let version = 2; !isDone; version++) {
        local.gateway.adopt(
          snapshotOf(version, versions[version % versions.length]),
        );
        await new Promise(setImmediate);
      }
    })();
    const bodies: string[] = [];
    const client = async () => {
      for (let i = 0; i < 60; i++) {
        const answer = await send(local.port, { agent, body: 'x' });
        bodies.push(`${answer.status} ${answer.body}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    isDone = true;
    await swap;
    agent.destroy();
    expect(bodies).toHaveLength(960);
    expect(bodies.filter(body => !/^200 [abc]$/.test(body))).toEqual([]);
    const report = local.report()!;
    expect(report.routes['demo/iris']).toMatchObject({ ok: 960, inflight: 0 });
    const byRevision = Object.values(report.revisions);
    expect(byRevision.reduce((sum, { ok }) => sum + ok, 0)).toBe(960);
    expect(byRevision.every(({ inflight }) => inflight === 0)).toBe(true);
  });

  it('keeps the connections of a replica that stays', async () => {
    const port = await replica('a');
    const opened = jest.fn();
    servers[0].on('connection', opened);
    for (let version = 1; version <= 5; version++) {
      local.gateway.adopt(snapshotOf(version, { 'iris-1': { ports: [port] } }));
      await send(local.port);
    }
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('lets a stream end on a replica that left, sends it nothing more, and closes', async () => {
    const [old, next] = [await replica('old'), await replica('next')];
    let stream: http.ServerResponse | undefined;
    const calls = jest.fn();
    servers[0].removeAllListeners('request');
    servers[0].on('request', (_request, response) => {
      calls();
      stream = response;
      response.write('begin ');
    });
    local.gateway.adopt(snapshotOf(1, { 'iris-1': { ports: [old] } }));
    const client = RawClient.connect(local.port);
    client.write(`GET ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until('the stream', () => client.received.includes('begin'));
    local.gateway.adopt(snapshotOf(2, { 'iris-2': { ports: [next] } }));
    for (let i = 0; i < 5; i++)
      expect((await send(local.port)).body).toBe('next');
    stream!.end('end');
    await until('the end', () => client.received.endsWith('0\r\n\r\n'));
    expect(calls).toHaveBeenCalledTimes(1);
    const connections = () =>
      new Promise<number>(resolve =>
        servers[0].getConnections((_error, count) => resolve(count)),
      );
    await until(
      'the connection to close',
      async () => (await connections()) === 0,
    );
    client.close();
  });

  it('sends a request whose body was still coming by the new snapshot', async () => {
    const [old, next] = [await replica('old'), await replica('next')];
    local.gateway.adopt(snapshotOf(1, { 'iris-1': { ports: [old] } }));
    const client = RawClient.connect(local.port);
    client.write(
      `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha`,
    );
    await until(
      'it to arrive',
      () => local.report()?.routes['demo/iris']?.inflight === 1,
    );
    local.gateway.adopt(snapshotOf(2, { 'iris-2': { ports: [next] } }));
    client.write('lf');
    await until('the answer', () => client.received.endsWith('next'));
    expect(local.report()?.revisions).toMatchObject({
      'demo/iris-1': { ok: 0, inflight: 0 },
      'demo/iris-2': { ok: 1, inflight: 0 },
    });
    client.close();
  });

  it('says that a service was deleted while its request was coming', async () => {
    local.gateway.adopt(
      snapshotOf(1, { 'iris-1': { ports: [await replica('a')] } }),
    );
    const client = RawClient.connect(local.port);
    client.write(
      `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha`,
    );
    await until(
      'it to arrive',
      () => local.report()?.routes['demo/iris']?.inflight === 1,
    );
    local.gateway.adopt({
      version: 2,
      epoch: 'test',
      routes: [],
      revisions: {},
    });
    client.write('lf');
    await until('the answer', () => client.received.includes('ServiceDeleted'));
    expect(client.received).toMatch(/^HTTP\/1\.1 404 /);
    client.close();
  });
});
