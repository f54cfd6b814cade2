import { readFileSync, statSync, writeFileSync } from 'node:fs';
import http, { Agent } from 'node:http';
import { AddressInfo } from 'node:net';
import path from 'node:path';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  buildGateway,
  GatewayProcess,
  isRunning,
  makeDataDir,
  removeDataDir,
} from '../__testUtils__/gatewayProcess';
import { snapshotOf } from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

describe('the program greenroom-gateway', () => {
  const program = buildGateway();
  const gateways: GatewayProcess[] = [];
  let dataDir: string;
  let replica: http.Server;
  let replicaPort: number;
  let streams: http.ServerResponse[];

  beforeEach(async () => {
    dataDir = makeDataDir();
    streams = [];
    replica = http.createServer((request, response) => {
      request.resume();
      if (request.url?.includes('stream')) {
        streams.push(response);
        response.write('begin ');
      } else {
        request.on('end', () => response.end('predicted'));
      }
    });
    await new Promise<void>(resolve => {
      replica.listen(0, '127.0.0.1', resolve);
    });
    replicaPort = (replica.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const stream of streams) stream.destroy();
    await Promise.all(gateways.splice(0).map(gateway => gateway.stop()));
    removeDataDir(dataDir);
    replica.closeAllConnections();
    await new Promise(resolve => replica.close(resolve));
  });

  afterAll(() => program.remove());

  async function start(
    args: readonly string[] = ['--port', '0'],
    dir = dataDir,
  ): Promise<GatewayProcess> {
    const gateway = await GatewayProcess.start(program.file, dir, args);
    gateways.push(gateway);
    return gateway;
  }

  const snapshot = (
    version: number,
    ports: readonly number[] = [replicaPort],
  ) => snapshotOf(version, { 'iris-1': { ports } });

  async function openStream(port: number): Promise<RawClient> {
    const client = RawClient.connect(port);
    client.write(`GET ${inferPath}/stream HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until('the stream', () => client.received.includes('begin'));
    return client;
  }

  it('takes a snapshot and serves, in every worker', async () => {
    const gateway = await start();
    expect(gateway.workers).toHaveLength(2);
    expect(await gateway.control('PUT', '/snapshot', snapshot(7))).toEqual({
      status: 200,
      body: { version: 7, epoch: 'test', accepted: true },
    });
    // New connections, so that the kernel spreads them over the workers.
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(gateway.port, { body: '{}' })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await gateway.control('GET', '/health')).body).toMatchObject({
      version: 7,
      epoch: 'test',
      workers: 2,
    });
  });

  it('ignores older and equal versions of an epoch, and takes any of another', async () => {
    const gateway = await start();
    await gateway.adopt(snapshot(7));
    const put = async (version: number, epoch: string) =>
      (
        await gateway.control('PUT', '/snapshot', {
          ...snapshot(version),
          epoch,
        })
      ).body;
    expect(await put(7, 'test')).toEqual({
      version: 7,
      epoch: 'test',
      accepted: false,
    });
    expect(await put(6, 'test')).toEqual({
      version: 7,
      epoch: 'test',
      accepted: false,
    });
    expect(await put(1, 'other')).toEqual({
      version: 1,
      epoch: 'other',
      accepted: true,
    });
  });

  it('refuses what is no snapshot, and who has no token', async () => {
    const gateway = await start();
    expect(
      await gateway.control('PUT', '/snapshot', '{"version":'),
    ).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/not JSON/) },
    });
    expect(
      await gateway.control('PUT', '/snapshot', { version: 1 }),
    ).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/epoch is missing/) },
    });
    for (const token of ['', 'wrong'])
      expect(
        (await gateway.control('PUT', '/snapshot', snapshot(1), token)).status,
      ).toBe(401);
    expect((await gateway.control('GET', '/health')).body.version).toBe(0);
    expect((await gateway.control('GET', '/elsewhere')).status).toBe(404);
    const mode = statSync(path.join(dataDir, 'control-token')).mode;
    expect(mode % 0o1000).toBe(0o600);
  });

  it('tells what happens: hello, live, activate, replica-dead, counters', async () => {
    const gateway = await start();
    const reader = gateway.events();
    expect(await reader.find('hello')).toMatchObject({
      version: 0,
      port: gateway.port,
      metricsPort: gateway.state!.metricsPort,
      instance: gateway.state!.instance,
    });
    await gateway.adopt(snapshot(1));
    expect(await reader.find('live')).toEqual({
      type: 'live',
      version: 1,
      epoch: 'test',
    });
    for (let i = 0; i < 10; i++) await send(gateway.port, { body: '{}' });
    const total = () =>
      reader.events.findLast(
        event =>
          event.type === 'counters' && event.routes['demo/iris']?.ok === 10,
      );
    await until('the counters', total);
    const late = gateway.events();
    expect(
      (await late.find('counters')).revisions['demo/iris-1'],
    ).toMatchObject({
      ok: 10,
      client: 0,
      server: 0,
      bytesIn: 20,
      bytesOut: 90,
      inflight: 0,
    });
    await reader.find(
      'counters',
      event => Object.keys(event.routes).length === 0,
    );
    await gateway.adopt(snapshot(2, []));
    expect((await send(gateway.port)).status).toBe(503);
    expect(await reader.find('activate')).toEqual({
      type: 'activate',
      revision: 'demo/iris-1',
      waiting: 1,
    });
    await gateway.adopt(snapshot(3, [1]));
    expect((await send(gateway.port)).status).toBe(502);
    expect(await reader.find('replica-dead')).toMatchObject({
      revision: 'demo/iris-1',
      replica: 'r0',
    });
    reader.close();
    late.close();
  });

  it('tells Prometheus', async () => {
    const gateway = await start();
    await gateway.adopt(snapshot(5));
    await send(gateway.port);
    await send(gateway.port, { path: '/nowhere' });
    const text = await until('the counters', async () => {
      const metrics = await gateway.metrics();
      return metrics.includes('code_class="2xx"} 1') &&
        metrics.includes('RouteNotFound')
        ? metrics
        : undefined;
    });
    expect(text).toMatch(
      /^greenroom_gateway_route_requests_total\{route="demo\/iris",code_class="2xx"\} 1$/m,
    );
    expect(text).toMatch(
      /^greenroom_gateway_unrouted_requests_total\{reason="RouteNotFound"\} 1$/m,
    );
    expect(text).toMatch(/^greenroom_gateway_snapshot_version 5$/m);
    expect(text).toMatch(/^greenroom_gateway_workers 2$/m);
    expect(await gateway.metrics('/readyz')).toBe('ok');
  });

  it('serves from its disk when there is no control plane', async () => {
    const first = await start();
    await first.adopt(snapshot(9));
    await first.stop();
    const second = await start();
    expect((await send(second.port)).body).toBe('predicted');
    expect((await second.control('GET', '/health')).body.version).toBe(9);
    expect(await second.control('PUT', '/snapshot', snapshot(9))).toMatchObject(
      {
        body: { accepted: false },
      },
    );
  });

  it('starts without a stored snapshot that it cannot read', async () => {
    writeFileSync(path.join(dataDir, 'snapshot.json'), '{"version":1');
    const gateway = await start();
    expect(gateway.stderr).toMatch(/stored snapshot is not used/);
    await gateway.adopt(snapshot(1));
    expect((await send(gateway.port)).status).toBe(200);
    const stored = readFileSync(path.join(dataDir, 'snapshot.json'), 'utf8');
    expect(JSON.parse(stored)).toEqual(snapshot(1));
  });

  it('says in one line that its port is taken, with exit code 98', async () => {
    const first = await start();
    for (const taken of [first.port, replicaPort]) {
      const dir = makeDataDir();
      const second = GatewayProcess.spawn(program.file, dir, [
        '--port',
        String(taken),
      ]);
      expect(await second.ended()).toBe(98);
      expect(second.stderr).toBe(
        `greenroom-gateway: port ${taken} on 127.0.0.1 is taken; stop the program that listens there or choose another with --port\n`,
      );
      expect(second.state).toBeUndefined();
      removeDataDir(dir);
    }
    // On the same data directory too, as long as the first lives.
    const third = GatewayProcess.spawn(program.file, dataDir, [
      '--port',
      String(first.port),
    ]);
    expect(await third.ended()).toBe(98);
    expect(first.state!.pid).toBe(first.pid);
  });

  it('says in one line what is wrong with its arguments', async () => {
    const gateway = GatewayProcess.spawn(program.file, dataDir, [
      '--port',
      'x',
    ]);
    expect(await gateway.ended()).toBe(1);
    expect(gateway.stderr.split('\n')).toHaveLength(2);
  });

  it('loses only the requests of a worker that is killed, and replaces it', async () => {
    const gateway = await start();
    await gateway.adopt(snapshot(1));
    const clients = await Promise.all(
      Array.from({ length: 16 }, () => openStream(gateway.port)),
    );
    const [victim, survivor] = gateway.workers;
    process.kill(victim, 'SIGKILL');
    await until('a new worker', () => {
      const now = gateway.workers;
      return (
        now.length === 2 && !now.includes(victim) && now.includes(survivor)
      );
    });
    await until(
      'both to serve',
      async () => (await gateway.control('GET', '/health')).body.workers === 2,
    );
    await until('the cut', () => clients.some(({ isClosed }) => isClosed));
    const alive = clients.filter(({ isClosed }) => !isClosed);
    expect(alive.length).toBeGreaterThan(0);
    for (const stream of streams) stream.end('end');
    await until('the others to end well', () =>
      alive.every(({ received }) => received.endsWith('0\r\n\r\n')),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(gateway.port)),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await gateway.metrics()).toMatch(/worker_restarts_total 1$/m);
    for (const client of clients) client.close();
  });

  it('serves on without its supervisor, until a successor on the same port takes over', async () => {
    const first = await start();
    const { port } = first;
    await first.adopt(snapshot(1));
    const workers = [...first.workers];
    const stream = await openStream(port);
    first.kill('SIGKILL');
    await first.ended();
    for (let i = 0; i < 10; i++)
      expect((await send(port)).body).toBe('predicted');

    const second = await start(['--port', String(port)]);
    expect(second.state!.instance).not.toBe(undefined);
    await second.adopt(snapshot(2));
    // The orphan that still has a stream finishes it; the others are gone.
    await until(
      'idle orphans to leave',
      () => workers.filter(isRunning).length === 1,
    );
    streams[0].end('end');
    await until('the stream to end well', () =>
      stream.received.endsWith('0\r\n\r\n'),
    );
    await until('all orphans to leave', () => !workers.some(isRunning));
    expect((await send(port)).body).toBe('predicted');
  });

  it('ends orphans whose data directory is gone', async () => {
    const gateway = await start();
    const workers = [...gateway.workers];
    gateway.kill('SIGKILL');
    await gateway.ended();
    removeDataDir(dataDir);
    await until('the orphans to end', () => !workers.some(isRunning));
  });

  it.each(['SIGTERM', 'POST /drain'])('drains on %s', async how => {
    const gateway = await start();
    await gateway.adopt(snapshot(1));
    const { port } = gateway;
    const workers = [...gateway.workers];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await send(port, { agent });
    const stream = await openStream(port);
    const reader = gateway.events();
    await reader.find('hello');
    if (how === 'SIGTERM') gateway.kill('SIGTERM');
    else expect((await gateway.control('POST', '/drain')).status).toBe(202);
    let served = 1;
    await until('new connections to be refused', () =>
      send(port).then(
        () => {
          served++;
          return false;
        },
        () => true,
      ),
    );
    expect(await gateway.metrics('/readyz')).toBe('shutting down');
    streams[0].end('end');
    await until('the stream to end well', () =>
      stream.received.endsWith('0\r\n\r\n'),
    );
    expect(await gateway.ended()).toBe(0);
    agent.destroy();
    await reader.find('drained');
    const counted = reader.events
      .filter(event => event.type === 'counters')
      .map(event => event.routes['demo/iris']?.ok ?? 0);
    expect(Math.max(...counted)).toBe(served + 1);
    expect(gateway.state).toBeUndefined();
    expect(workers.some(isRunning)).toBe(false);
  });

  it.each([
    ['connections that the supervisor passes on', ['--accept', 'pass']],
    ['undici', ['--upstream', 'undici']],
    ['one worker', ['--workers', '1']],
  ])('serves with %s', async (_kind, args) => {
    const gateway = await start(['--port', '0', ...args]);
    await gateway.adopt(snapshot(1));
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        send(gateway.port, { agent, body: '{}' }),
      ),
    );
    agent.destroy();
    expect(answers.every(({ body }) => body === 'predicted')).toBe(true);
    await gateway.adopt(snapshot(2, []));
    expect((await send(gateway.port)).status).toBe(503);
    gateway.kill('SIGTERM');
    expect(await gateway.ended()).toBe(0);
  });

  it('answers PUT only when the snapshot is live in every worker, under load', async () => {
    const gateway = await start();
    await gateway.adopt(snapshot(1));
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let isDone = false;
    const statuses: number[] = [];
    const client = async () => {
      while (!isDone)
        statuses.push((await send(gateway.port, { agent })).status);
    };
    const load = Promise.all(Array.from({ length: 16 }, client));
    for (let version = 2; version <= 40; version += 2) {
      const marker = {
        id: 'demo/marker',
        hosts: ['marker.demo'],
        targets: [{ revision: 'demo/iris-1', weight: 1 }],
      };
      const base = snapshot(version);
      await gateway.adopt({ ...base, routes: [...base.routes, marker] });
      const seen = await Promise.all(
        Array.from({ length: 6 }, () =>
          send(gateway.port, { path: '/x', headers: { host: 'marker.demo' } }),
        ),
      );
      expect(seen.map(({ status }) => status)).toEqual(Array(6).fill(200));
      await gateway.adopt(snapshot(version + 1));
      const gone = await send(gateway.port, {
        path: '/x',
        headers: { host: 'marker.demo' },
      });
      expect(gone.status).toBe(404);
    }
    isDone = true;
    await load;
    agent.destroy();
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter(status => status !== 200)).toEqual([]);
  });
});
