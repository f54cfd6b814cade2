import { readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { send } from '../__testUtils__/client';
import {
  isRunning,
  makeDataDir,
  removeDataDir,
} from '../__testUtils__/gatewayProcess';
import { ProgramFixture } from '../__testUtils__/programFixture';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('the processes of greenroom-gateway', () => {
  const program = new ProgramFixture();

  beforeEach(() => program.setUp());
  afterEach(() => program.tearDown());
  afterAll(() => program.remove());

  it('serves from its disk when there is no control plane', async () => {
    const first = await program.start();
    await first.adopt(program.snapshot(9));
    await first.stop();
    const second = await program.start();
    expect((await send(second.port)).body).toBe('predicted');
    expect((await second.control('GET', '/health')).body.version).toBe(9);
    expect(
      await second.control('PUT', '/snapshot', program.snapshot(9)),
    ).toMatchObject({
      body: { accepted: false },
    });
  });

  it('starts without a stored snapshot that it cannot read', async () => {
    writeFileSync(path.join(program.dataDir, 'snapshot.json'), '{"version":1');
    const gateway = await program.start();
    expect(gateway.stderr).toMatch(/stored snapshot is not used/);
    await gateway.adopt(program.snapshot(1));
    expect((await send(gateway.port)).status).toBe(200);
    const stored = readFileSync(
      path.join(program.dataDir, 'snapshot.json'),
      'utf8',
    );
    expect(JSON.parse(stored)).toEqual(program.snapshot(1));
  });

  it('says in one line that its port is taken, with exit code 98', async () => {
    const first = await program.start();
    for (const taken of [first.port, program.replicaPort]) {
      const dir = makeDataDir();
      const second = program.spawn(['--port', String(taken)], dir);
      expect(await second.ended()).toBe(98);
      expect(second.stderr).toBe(
        `greenroom-gateway: port ${taken} on 127.0.0.1 is taken; stop the program that listens there or choose another with --port\n`,
      );
      expect(second.state).toBeUndefined();
      removeDataDir(dir);
    }
    // On the same data directory too, as long as the first lives.
    const third = program.spawn(['--port', String(first.port)]);
    expect(await third.ended()).toBe(98);
    expect(first.state!.pid).toBe(first.pid);
  });

  it('says in one line what is wrong with its arguments', async () => {
    const gateway = program.spawn(['--port', 'x']);
    expect(await gateway.ended()).toBe(1);
    expect(gateway.stderr.split('\n')).toHaveLength(2);
  });

  it('loses only the requests of a worker that is killed, and replaces it', async () => {
    const gateway = await program.start();
    await gateway.adopt(program.snapshot(1));
    const clients = await Promise.all(
      Array.from({ length: 16 }, () => program.openStream(gateway.port)),
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
    for (const stream of program.streams) stream.end('end');
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

  it.each([
    ['that listen themselves', []],
    ['that are passed connections', ['--accept', 'pass']],
    ['of which there is only one', ['--workers', '1']],
    [
      'of which there is only one, and is passed connections',
      ['--workers', '1', '--accept', 'pass'],
    ],
  ])('loses nothing when workers %s get SIGTERM', async (_which, args) => {
    const gateway = await program.start(['--port', '0', ...args]);
    await gateway.adopt(program.snapshot(1));
    const count = gateway.workers.length;
    const agent = new Agent({ keepAlive: true });
    let isDone = false;
    const answers: unknown[] = [];
    // Every other one on a connection of its own for each request
    const client = async (_: unknown, i: number) => {
      while (!isDone)
        answers.push(
          await send(gateway.port, i % 2 ? { agent } : {}).then(
            ({ body }) => body,
            error => error.message,
          ),
        );
    };
    const clients = Array.from({ length: 16 }, client);
    // More often than there are workers: who has been handed a listener hands it on
    for (let round = 0; round < 2 * count + 1; round++) {
      const before = gateway.workers;
      const victim = before[round % count];
      process.kill(victim, 'SIGTERM');
      await until(
        'another worker to serve',
        async () =>
          !isRunning(victim) &&
          (await gateway.control('GET', '/health')).body.workers === count,
      );
      const soFar = answers.length;
      await until('more answers', () => answers.length > soFar + 100);
    }
    isDone = true;
    await Promise.all(clients);
    agent.destroy();
    expect(new Set(answers)).toEqual(new Set(['predicted']));
    expect(await gateway.metrics()).toMatch(
      new RegExp(`worker_restarts_total ${2 * count + 1}$`, 'm'),
    );
  });

  it('keeps who connects waiting while its only worker is replaced', async () => {
    const gateway = await program.start(['--port', '0', '--workers', '1']);
    await gateway.adopt(program.snapshot(1));
    for (let round = 1; round <= 3; round++) {
      process.kill(gateway.workers[0], 'SIGKILL');
      await until('the loss to be noticed', async () =>
        (await gateway.metrics()).includes(`worker_restarts_total ${round}\n`),
      );
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => send(gateway.port)),
      );
      expect(answers.every(({ body }) => body === 'predicted')).toBe(true);
    }
  });

  it('replaces workers that are killed while connections are on their way to them', async () => {
    const gateway = await program.start(['--port', '0', '--accept', 'pass']);
    await gateway.adopt(program.snapshot(1));
    const { port } = gateway;
    let isDone = false;
    const answers: string[] = [];
    const client = async () => {
      while (!isDone)
        answers.push(
          await send(port).then(
            ({ body }) => body,
            ({ code }) => code,
          ),
        );
    };
    const clients = Array.from({ length: 16 }, client);
    for (let round = 0; round < 5; round++) {
      const [victim] = gateway.workers;
      process.kill(victim, 'SIGKILL');
      await until(
        'another worker to serve',
        async () =>
          !gateway.workers.includes(victim) &&
          gateway.workers.length === 2 &&
          (await gateway.control('GET', '/health')).body.workers === 2,
      );
    }
    isDone = true;
    await gateway.stop();
    await Promise.all(clients);
    expect(answers).toContain('predicted');
    // What was under way in one that is killed is cut; nothing else happens to anybody
    const cut = answers.filter(answer => answer !== 'predicted');
    expect(cut.filter(answer => answer !== 'ECONNRESET')).toEqual([]);
  });

  it('serves on without its supervisor, until a successor on the same port takes over', async () => {
    const first = await program.start();
    const { port } = first;
    await first.adopt(program.snapshot(1));
    const workers = [...first.workers];
    const stream = await program.openStream(port);
    first.kill('SIGKILL');
    await first.ended();
    for (let i = 0; i < 10; i++)
      expect((await send(port)).body).toBe('predicted');

    const second = await program.start(['--port', String(port)]);
    expect(second.state!.instance).not.toBe(undefined);
    await second.adopt(program.snapshot(2));
    // The orphan that still has a stream finishes it; the others are gone.
    await until(
      'idle orphans to leave',
      () => workers.filter(isRunning).length === 1,
    );
    program.streams[0].end('end');
    await until('the stream to end well', () =>
      stream.received.endsWith('0\r\n\r\n'),
    );
    await until('all orphans to leave', () => !workers.some(isRunning));
    expect((await send(port)).body).toBe('predicted');
  });

  // What the kernel has queued at a listener when it closes is reset by the kernel, before the program could see it: a new
  // connection per worker that leaves, at the most.
  it('costs clients that are at work no request when a successor takes over', async () => {
    const first = await program.start();
    const { port } = first;
    await first.adopt(program.snapshot(1));
    const workers = [...first.workers];
    first.kill('SIGKILL');
    await first.ended();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    let isDone = false;
    let resets = 0;
    const client = async () => {
      const statuses: number[] = [];
      while (!isDone) {
        try {
          statuses.push((await send(port, { agent })).status);
        } catch {
          resets++;
        }
      }
      return statuses;
    };
    const clients = Array.from({ length: 8 }, client);
    const second = await program.start(['--port', String(port)]);
    await second.adopt(program.snapshot(2));
    await until('all orphans to leave', () => !workers.some(isRunning));
    isDone = true;
    const statuses = (await Promise.all(clients)).flat();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(resets).toBeLessThanOrEqual(workers.length);
    agent.destroy();
  });

  it('ends orphans whose data directory is gone', async () => {
    const gateway = await program.start();
    const workers = [...gateway.workers];
    gateway.kill('SIGKILL');
    await gateway.ended();
    removeDataDir(program.dataDir);
    await until('the orphans to end', () => !workers.some(isRunning));
    expect(workers).toHaveLength(2);
  });

  it.each(['SIGTERM', 'SIGTERM for all its processes', 'POST /drain'])(
    'drains on %s',
    async how => {
      const gateway = await program.start();
      await gateway.adopt(program.snapshot(1));
      const { port } = gateway;
      const workers = [...gateway.workers];
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      await send(port, { agent });
      const stream = await program.openStream(port);
      const reader = gateway.events();
      await reader.find('hello');
      if (how.endsWith('processes'))
        for (const worker of workers) process.kill(worker, 'SIGTERM');
      if (how === 'POST /drain') await gateway.control('POST', '/drain');
      else gateway.kill('SIGTERM');
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
      program.streams[0].end('end');
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
    },
  );

  it.each([
    ['connections that the supervisor passes on', ['--accept', 'pass']],
    ['undici', ['--upstream', 'undici']],
    ["Node's server", ['--framing', 'node']],
    ['one worker', ['--workers', '1']],
  ])('serves with %s', async (_kind, args) => {
    const gateway = await program.start(['--port', '0', ...args]);
    await gateway.adopt(program.snapshot(1));
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        send(gateway.port, { agent, body: '{}' }),
      ),
    );
    agent.destroy();
    expect(answers.every(({ body }) => body === 'predicted')).toBe(true);
    await gateway.adopt(program.snapshot(2, []));
    expect((await send(gateway.port)).status).toBe(503);
    gateway.kill('SIGTERM');
    expect(await gateway.ended()).toBe(0);
  });
});
