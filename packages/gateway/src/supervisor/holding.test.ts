import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { send } from '../__testUtils__/client';
import { GatewayProcess, isRunning } from '../__testUtils__/gatewayProcess';
import { ProgramFixture } from '../__testUtils__/programFixture';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

const WAITING = 32;

describe('requests that wait in greenroom-gateway', () => {
  const program = new ProgramFixture();

  beforeEach(() => program.setUp());
  afterEach(() => program.tearDown());
  afterAll(() => program.remove());

  /** Its one revision holds requests, with replicas or without. */
  const holding = (version: number, ports?: number[]): GatewaySnapshot => {
    const snapshot = program.snapshot(version, ports);
    return {
      ...snapshot,
      revisions: Object.fromEntries(
        Object.entries(snapshot.revisions).map(([key, revision]) => [
          key,
          { ...revision, hold: {} },
        ]),
      ),
    };
  };
  const inflight = async (gateway: GatewayProcess) =>
    Number(
      /_revision_inflight_requests\{[^}]*\} (\d+)$/m.exec(
        await gateway.metrics(),
      )?.[1] ?? 0,
    );
  const send32 = (port: number) =>
    Array.from({ length: WAITING }, () => send(port));

  it('are lost with their worker alone: those of others are answered when a replica comes', async () => {
    const gateway = await program.start();
    await gateway.adopt(holding(1, []));
    const answers = Promise.allSettled(send32(gateway.port));
    await until(
      'all to wait',
      async () => (await inflight(gateway)) === WAITING,
    );
    const [victim] = gateway.workers;
    process.kill(victim, 'SIGKILL');
    await until(
      'a new worker to serve',
      async () =>
        // Two again: its supervisor has seen the end, and so the kernel has closed what it listened at
        gateway.workers.length === 2 &&
        !gateway.workers.includes(victim) &&
        (await gateway.control('GET', '/health')).body.workers === 2,
    );
    // The new one holds, too
    const late = send32(gateway.port);
    await gateway.adopt(holding(2));
    const settled = await answers;
    const kept = settled.flatMap(one =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(WAITING);
    expect(
      [...kept, ...(await Promise.all(late))].map(({ status, body }) => [
        status,
        body,
      ]),
    ).toEqual(Array(kept.length + WAITING).fill([200, 'predicted']));
    await until(
      'nobody to be counted',
      async () => (await inflight(gateway)) === 0,
    );
  });

  it('wait on through a control plane that comes and goes', async () => {
    const gateway = await program.start();
    await gateway.adopt(holding(1, []));
    const answers = send32(gateway.port);
    await until(
      'all to wait',
      async () => (await inflight(gateway)) === WAITING,
    );
    for (const version of [2, 3]) await gateway.adopt(holding(version, []));
    // An older one, of a control plane that did not know better
    await gateway.control('PUT', '/snapshot', holding(1));
    await gateway.adopt(holding(4));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(
      Array(WAITING).fill(200),
    );
  });

  it('are refused with the reason when their supervisor is killed, and the next one holds', async () => {
    const first = await program.start();
    const { port } = first;
    const orphans = [...first.workers];
    await first.adopt(holding(1, []));
    const answers = send32(port);
    await until('all to wait', async () => (await inflight(first)) === WAITING);
    first.kill('SIGKILL');
    await first.ended();
    const refused = await Promise.all(answers);
    expect(
      refused.map(({ status, headers, body }) => [
        status,
        headers['retry-after'],
        JSON.parse(body).reason,
      ]),
    ).toEqual(Array(WAITING).fill([503, '2', 'GatewayRestarting']));

    const second = await program.start(['--port', String(port)]);
    await second.adopt(holding(2, []));
    // Until then they are called, too, and whom the kernel queued for them they never see
    await until('orphans to leave', () => !orphans.some(isRunning));
    const late = send32(port);
    await until(
      'all to wait',
      async () => (await inflight(second)) === WAITING,
    );
    await second.adopt(holding(3));
    expect(
      new Set((await Promise.all(late)).map(({ status }) => status)),
    ).toEqual(new Set([200]));
  });
});
