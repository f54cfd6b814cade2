import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createHost, pickPort, systemClock } from '../host';
import { GatewayProcess } from './GatewayProcess';
import { nothingObserved } from './observed';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('GatewayProcess', () => {
  const host = createHost();
  let folder: string;
  let port: number;
  let workers: number;
  let gateways: GatewayProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-gateway-'));
    port = (await pickPort(undefined, Math.random))!;
    workers = 1;
    gateways = [];
  });

  afterEach(async () => {
    for (const gateway of gateways) await gateway.abandon();
    await (await started()).stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function started({
    follows = false,
    clock = systemClock,
  } = {}): Promise<GatewayProcess> {
    const gateway = new GatewayProcess({
      host,
      clock,
      logger: mockServices.logger.mock(),
      timing: {
        startingEveryMs: 20,
        healthyEveryMs: 50,
        timeoutMs: 200,
        waitMs: 2_000,
        stopGraceMs: 1_000,
      },
      program: {
        command: process.execPath,
        args: [resolve(__dirname, '../__fixtures__/gateway.js')],
        env: {},
        reportsState: false,
      },
      folder,
      port,
      publicHost: 'localhost',
      workers,
      observed: nothingObserved,
      path: process.env.PATH ?? '',
    });
    gateways.push(gateway);
    await gateway.start();
    if (!follows) gateway.lead(() => {});
    return gateway;
  }

  async function state(): Promise<{
    pid: number;
    workerPid?: number;
    foundState: boolean;
  }> {
    return JSON.parse(await readFile(`${folder}/state.json`, 'utf8'));
  }

  async function pid(): Promise<number> {
    return (await state()).pid;
  }

  it('gives the address of a gateway that answers, with the token that only we can read', async () => {
    const gateway = await started();
    const address = await gateway.address();
    expect(address.publicUrl).toBe(`http://localhost:${port}`);
    const response = await address.request('/snapshot', {
      method: 'PUT',
      body: '{}',
    });
    expect(await response.json()).toEqual({
      instance: address.id,
      url: '/snapshot',
      method: 'PUT',
    });
    const { mode } = await stat(`${folder}/control-token`);
    expect((mode % 0o1000).toString(8)).toBe('600');
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'starts another one after %s',
    async signal => {
      const gateway = await started();
      const before = await gateway.address();
      process.kill(await pid(), signal);
      const after = await until(async () => {
        const now = await gateway.address();
        return now.id === before.id ? undefined : now;
      });
      expect((await after.request('/health')).ok).toBe(true);
    },
  );

  it('does not take its own lateness for the silence of the gateway', async () => {
    let lateMs = 10_000;
    let now = 0;
    let looks = 0;
    const gateway = await started({
      clock: {
        now: () => (now += lateMs),
        after: (delayMs, run) => {
          looks++;
          return systemClock.after(delayMs, run);
        },
      },
    });
    const before = await gateway.address();
    const first = await pid();
    process.kill(first, 'SIGSTOP');
    const seen = looks;
    await until(async () => looks > seen + 10 || undefined);
    expect(await host.identify(first)).toBeDefined();
    expect((await gateway.address()).id).toBe(before.id);
    lateMs = 0;
    await until(async () => {
      const { id } = await gateway.address();
      return id === before.id ? undefined : id;
    });
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'leaves the workers serve after %s of their supervisor, until the next gateway or a stop',
    async signal => {
      workers = 2;
      const gateway = await started();
      const before = await gateway.address();
      const { workerPid, ...first } = await state();
      process.kill(first.pid, signal);
      await until(async () => {
        const { id } = await gateway.address();
        return id === before.id ? undefined : id;
      });
      expect((await state()).foundState).toBe(true);
      expect(await host.identify(workerPid!)).toBeDefined();
      await gateway.stop();
      expect(await host.identify(workerPid!)).toBeUndefined();
    },
  );

  it('goes on without the backend, and is found by the next one', async () => {
    const first = await started();
    const before = await first.address();
    await first.abandon();
    const second = await started();
    expect((await second.address()).id).toBe(before.id);
  });

  it('only knows where the gateway is while another backend looks after it', async () => {
    const follower = await started({ follows: true });
    const leader = await started();
    const before = await leader.address();
    await until(async () => {
      const known = await follower.address().catch(() => undefined);
      return known?.id === before.id || undefined;
    });
    await leader.abandon();
    const lost = await pid();
    process.kill(lost, 'SIGKILL');
    await until(async () => !(await host.identify(lost)) || undefined);
    const problem = await until(() =>
      follower.address().then(
        () => undefined,
        ({ message }) => message,
      ),
    );
    expect(problem).toContain('does not answer');
    follower.lead(() => {});
    const after = await until(() => follower.address().catch(() => undefined));
    expect(after.id).not.toBe(before.id);
  });

  it('watches one that it found', async () => {
    const first = await started();
    const before = await first.address();
    await first.abandon();
    const second = await started();
    process.kill(await pid(), 'SIGKILL');
    const after = await until(async () => {
      const now = await second.address();
      return now.id === before.id ? undefined : now;
    });
    expect((await after.request('/health')).ok).toBe(true);
  });

  it('moves to another port when the configuration names one', async () => {
    const first = await started();
    const before = await first.address();
    const beforePid = await pid();
    await first.abandon();
    port = (await pickPort(undefined, Math.random))!;
    const address = await (await started()).address();
    expect(address.id).not.toBe(before.id);
    expect(address.publicUrl).toBe(`http://localhost:${port}`);
    expect(await host.identify(beforePid)).toBeUndefined();
  });

  it('ends with a stop', async () => {
    const gateway = await started();
    await gateway.address();
    const running = await pid();
    await gateway.stop();
    expect(await host.identify(running)).toBeUndefined();
  });

  describe('with another process on the port', () => {
    let squatter: Server;

    beforeEach(async () => {
      squatter = createServer();
      await new Promise<void>(done => {
        squatter.listen(0, '127.0.0.1', done);
      });
      ({ port } = squatter.address() as AddressInfo);
    });

    it('names the port and the setting, and starts once the port is free', async () => {
      const gateway = await started();
      await expect(gateway.address()).rejects.toThrow(
        `PortTaken: port ${port} is in use by another process; end that or choose another port in modelServing.local.gateway.port`,
      );
      await new Promise(done => {
        squatter.close(done);
      });
      const address = await until(() =>
        gateway.address().catch(() => undefined),
      );
      expect((await address.request('/health')).ok).toBe(true);
    });
  });
});
