import { Agent } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { send } from '../__testUtils__/client';
import { ProgramFixture } from '../__testUtils__/programFixture';
import { bearer, tokensOf } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('tokens of a gateway of several workers', () => {
  const program = new ProgramFixture();

  beforeEach(() => program.setUp());
  afterEach(() => program.tearDown());
  afterAll(() => program.remove());

  const snapshot = (
    version: number,
    tokens: Parameters<typeof tokensOf>[0],
  ): GatewaySnapshot => {
    const plain = program.snapshot(version);
    return {
      ...plain,
      routes: plain.routes.map(route => ({
        ...route,
        access: { kind: 'token', keys: [] },
      })),
      tokens: tokensOf(tokens),
    };
  };

  /** Answers of as many new connections, which the kernel spreads over the workers. */
  const statuses = async (port: number, token: string, count = 40) => {
    const answers = await Promise.all(
      Array.from({ length: count }, () =>
        send(port, { headers: bearer(token) }),
      ),
    );
    return [...new Set(answers.map(({ status }) => status))];
  };

  it('are revoked in every worker once the snapshot is confirmed, and stay so without a control plane', async () => {
    const gateway = await program.start();
    await gateway.adopt(snapshot(1, { good: {}, other: {} }));
    expect(await statuses(gateway.port, 'good')).toEqual([200]);
    await gateway.adopt(snapshot(2, { other: {} }));
    expect(await statuses(gateway.port, 'good')).toEqual([401]);
    await gateway.stop();

    // Nobody tells this one anything: it goes on with what it knows.
    const next = await program.start();
    expect(await statuses(next.port, 'good')).toEqual([401]);
    expect(await statuses(next.port, 'other')).toEqual([200]);
  });

  it('are known by their hashes alone, also on disk', async () => {
    const gateway = await program.start();
    await gateway.adopt(snapshot(1, { 'greenroom_very-secret': { id: 'a' } }));
    await statuses(gateway.port, 'greenroom_very-secret', 2);
    await statuses(gateway.port, 'greenroom_wrong-secret', 2);
    const stored = readFileSync(
      path.join(program.dataDir, 'snapshot.json'),
      'utf8',
    );
    const told = `${stored}${gateway.stderr}${await gateway.metrics()}`;
    expect(told).not.toContain('very-secret');
    expect(told).not.toContain('wrong-secret');
  });

  it('share one limit over all workers, but for a bucket a worker', async () => {
    const gateway = await program.start();
    const limit = { key: 'k', requests: 20, seconds: 3_600 };
    await gateway.adopt(snapshot(1, { good: { limit } }));
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let served = 0;
    // Until every worker has heard what the others let through
    await until('the limit', async () => {
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          send(gateway.port, { agent, headers: bearer('good') }),
        ),
      );
      const count = answers.filter(({ status }) => status === 200).length;
      served += count;
      return count === 0;
    });
    agent.destroy();
    expect(served).toBeGreaterThanOrEqual(20);
    expect(served).toBeLessThanOrEqual(40);
  });

  it('are counted over all workers, for the control plane', async () => {
    const gateway = await program.start();
    const events = gateway.events();
    await gateway.adopt(snapshot(1, { good: {} }));
    await statuses(gateway.port, 'good', 30);
    const { tokens } = await events.find(
      'counters',
      event => event.tokens?.['id-of-good']?.ok === 30,
    );
    expect(tokens).toEqual({
      'id-of-good': { ok: 30, client: 0, server: 0, refused: 0 },
    });
    events.close();
  });

  it('of a snapshot that does not say what they open are refused with it', async () => {
    const gateway = await program.start();
    const { status, body } = await gateway.control('PUT', '/snapshot', {
      ...program.snapshot(1),
      tokens: { hash: { id: 'a', routes: 'demo/iris', verbs: [] } },
    });
    expect([status, body.error]).toEqual([
      400,
      'The snapshot is not valid: tokens[0] does not say what it opens',
    ]);
  });
});
