import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { send } from '../__testUtils__/client';
import { ProgramFixture } from '../__testUtils__/programFixture';
import { freePort } from '../__testUtils__/freePort';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('the control port of greenroom-gateway', () => {
  const program = new ProgramFixture();

  beforeEach(() => program.setUp());
  afterEach(() => program.tearDown());
  afterAll(() => program.remove());

  it('takes a snapshot and serves, in every worker', async () => {
    const gateway = await program.start();
    expect(gateway.workers).toHaveLength(2);
    expect(
      await gateway.control('PUT', '/snapshot', program.snapshot(7)),
    ).toEqual({
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

  it('serves by a snapshot that came before its workers had started', async () => {
    const [port, controlPort] = [await freePort(), await freePort()];
    const file = path.join(program.dataDir, 'given-token');
    writeFileSync(file, 'given');
    const starting = program.start([
      ...['--port', String(port), '--control_port', String(controlPort)],
      ...['--control_token_file', file],
    ]);
    const put = () =>
      fetch(`http://127.0.0.1:${controlPort}/snapshot`, {
        method: 'PUT',
        headers: { authorization: 'Bearer given' },
        body: JSON.stringify(program.snapshot(3)),
      }).catch(() => undefined); // it does not listen yet
    let answer: Response | undefined;
    while (!answer) answer = await put();
    expect(await answer.json()).toMatchObject({ version: 3, accepted: true });
    const gateway = await starting;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(gateway.port, { body: '{}' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(await gateway.metrics('/readyz')).toBe('ok');
  });

  it('ignores older and equal versions of an epoch, and takes any of another', async () => {
    const gateway = await program.start();
    await gateway.adopt(program.snapshot(7));
    const put = async (version: number, epoch: string) =>
      (
        await gateway.control('PUT', '/snapshot', {
          ...program.snapshot(version),
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
    const gateway = await program.start();
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
        (await gateway.control('PUT', '/snapshot', program.snapshot(1), token))
          .status,
      ).toBe(401);
    expect((await gateway.control('GET', '/health')).body.version).toBe(0);
    expect((await gateway.control('GET', '/elsewhere')).status).toBe(404);
    const mode = statSync(path.join(program.dataDir, 'control-token')).mode;
    expect(mode % 0o1000).toBe(0o600);
  });

  it('lets a caller in whose way here keeps the authorization header for itself', async () => {
    const gateway = await program.start();
    const token = readFileSync(
      path.join(program.dataDir, 'control-token'),
      'utf8',
    );
    const statusWith = async (headers: Record<string, string>) => {
      const { controlPort } = gateway.state!;
      const url = `http://127.0.0.1:${controlPort}/health`;
      return (await fetch(url, { headers })).status;
    };
    const own = 'x-greenroom-control-token';
    expect(await statusWith({ [own]: token })).toBe(200);
    expect(await statusWith({ [own]: 'wrong' })).toBe(401);
    expect(
      await statusWith({ [own]: 'wrong', authorization: `Bearer ${token}` }),
    ).toBe(401);
  });

  it('takes the token that somebody else keeps, and starts with none that is empty', async () => {
    const file = path.join(program.dataDir, 'given-token');
    writeFileSync(file, 'given\n');
    const args = ['--port', '0', '--control_token_file', file];
    const gateway = await program.start(args);
    const status = async (token: string) =>
      (await gateway.control('GET', '/health', undefined, token)).status;
    expect(await status('given')).toBe(200);
    expect(await status('other')).toBe(401);
    await gateway.stop();
    writeFileSync(file, '\n');
    await expect(program.start(args)).rejects.toThrow('is empty');
  });

  it('is ready once it has a snapshot', async () => {
    const gateway = await program.start();
    expect(await gateway.metrics('/readyz')).toBe('no snapshot yet');
    await gateway.adopt(program.snapshot(1));
    expect(await gateway.metrics('/readyz')).toBe('ok');
  });

  it('tells what happens: hello, live, activate, replica-dead, counters', async () => {
    const gateway = await program.start();
    const reader = gateway.events();
    expect(await reader.find('hello')).toMatchObject({
      version: 0,
      port: gateway.port,
      metricsPort: gateway.state!.metricsPort,
      instance: gateway.state!.instance,
    });
    await gateway.adopt(program.snapshot(1));
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
    await gateway.adopt(program.snapshot(2, []));
    expect((await send(gateway.port)).status).toBe(503);
    expect(await reader.find('activate')).toEqual({
      type: 'activate',
      revision: 'demo/iris-1',
      waiting: 1,
    });
    await gateway.adopt(program.snapshot(3, [1]));
    expect((await send(gateway.port)).status).toBe(502);
    expect(await reader.find('replica-dead')).toMatchObject({
      revision: 'demo/iris-1',
      replica: 'r0',
    });
    reader.close();
    late.close();
  });

  it('tells Prometheus', async () => {
    const gateway = await program.start();
    await gateway.adopt(program.snapshot(5));
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

  it('answers PUT only when the snapshot is live in every worker, under load', async () => {
    const gateway = await program.start();
    await gateway.adopt(program.snapshot(1));
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
      const base = program.snapshot(version);
      await gateway.adopt({ ...base, routes: [...base.routes, marker] });
      const seen = await Promise.all(
        Array.from({ length: 6 }, () =>
          send(gateway.port, { path: '/x', headers: { host: 'marker.demo' } }),
        ),
      );
      expect(seen.map(({ status }) => status)).toEqual(Array(6).fill(200));
      await gateway.adopt(program.snapshot(version + 1));
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
