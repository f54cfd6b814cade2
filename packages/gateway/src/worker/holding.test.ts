import { GatewayQueue } from '@greenroom/backstage-plugin-model-serving-common';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { RawClient, send, TestAnswer } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

const key = 'demo/iris-1';

/** Snapshot of a revision that holds requests while it has no replica. */
function holding(version: number, ports: number[], queue: GatewayQueue = {}) {
  const snapshot = snapshotOf(version, { 'iris-1': { ports } });
  return {
    ...snapshot,
    revisions: { [key]: { ...snapshot.revisions[key], hold: {}, queue } },
  };
}

describe('a gateway that holds requests', () => {
  let local: LocalGateway;
  let replica: http.Server;
  let port: number;
  let bodies: string[];

  beforeEach(async () => {
    bodies = [];
    replica = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(body);
        response.end(`seen ${body}`);
      });
    });
    await new Promise<void>(resolve => replica.listen(0, '127.0.0.1', resolve));
    port = (replica.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await local.stop();
    await new Promise(resolve => replica.close(resolve));
  });

  const start = async (queue: GatewayQueue = {}) => {
    local = await startLocalGateway({ snapshot: holding(1, [], queue) });
  };
  const waiting = (count: number) =>
    until(`${count} who wait`, () => local.gateway.room.waiting(key) === count);
  const outcomeOf = ({ status, headers, body }: TestAnswer) => [
    status,
    headers['retry-after'],
    JSON.parse(body).reason,
  ];

  it('asks for a replica at once, waits for it, and says so', async () => {
    await start();
    const answer = send(local.port, { body: 'one' });
    await waiting(1);
    expect(local.events).toEqual([`activate ${key} 1`]);
    local.advance(700);
    local.gateway.adopt(holding(2, [port]));
    expect(await answer).toMatchObject({
      status: 200,
      body: 'seen one',
      headers: {
        'x-greenroom-activation': 'cold',
        'x-greenroom-queue-ms': '700',
      },
    });
    const next = await send(local.port, { body: 'two' });
    expect(next.headers).toMatchObject({
      'x-greenroom-activation': 'warm',
      'x-greenroom-queue-ms': '0',
    });
  });

  it('loses none of many, in more turns than one', async () => {
    await start();
    const answers = Array.from({ length: 200 }, (_, i) =>
      send(local.port, { body: `${i}` }),
    );
    await waiting(200);
    local.gateway.adopt(holding(2, [port]));
    const all = await Promise.all(answers);
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(bodies).toHaveLength(200);
    expect(new Set(bodies).size).toBe(200);
  });

  it('counts those who wait as concurrency, exactly', async () => {
    await start();
    const answers = [send(local.port), send(local.port)];
    await waiting(2);
    local.advance(500);
    expect(local.report()?.revisions[key]).toMatchObject({
      arrivals: 2,
      inflight: 2,
      inflightMs: 1_000,
    });
    local.advance(250);
    local.gateway.adopt(holding(2, [port]));
    await Promise.all(answers);
    expect(local.report()?.revisions[key]).toMatchObject({
      // The route was looked up again when the replica came: they arrived all the same only once.
      arrivals: 0,
      inflight: 0,
      inflightMs: 500,
      ok: 2,
    });
  });

  it('refuses whom there is no room for, and says when to come again', async () => {
    await start({ depth: 1 });
    const first = send(local.port);
    await waiting(1);
    local.advance(2_000);
    expect(outcomeOf(await send(local.port))).toEqual([503, '3', 'QueueFull']);
    local.gateway.adopt(holding(2, [port]));
    expect((await first).status).toBe(200);
  });

  it('refuses who has waited for too long', async () => {
    await start({ deadlineMs: 1_000 });
    const answer = send(local.port, { body: 'late' });
    await waiting(1);
    local.advance(1_300);
    expect(outcomeOf(await answer)).toEqual([503, '4', 'ActivationTimeout']);
    expect(local.gateway.room.waiting(key)).toBe(0);
    local.gateway.adopt(holding(2, [port]));
    expect(bodies).toEqual([]);
  });

  it('frees the place of a client that left, and never sends its request', async () => {
    await start();
    const gone = RawClient.connect(local.port);
    gone.write('GET /serving/demo/iris/gone HTTP/1.1\r\nhost: x\r\n\r\n');
    await waiting(1);
    const stays = send(local.port, { body: 'stays' });
    await waiting(2);
    gone.close();
    await waiting(1);
    local.gateway.adopt(holding(2, [port]));
    expect((await stays).status).toBe(200);
    expect(bodies).toEqual(['stays']);
  });

  it('lets go of those who wait for what is held no more', async () => {
    await start();
    const answer = send(local.port);
    await waiting(1);
    const stopped = snapshotOf(
      2,
      {},
      {
        targets: [],
        unavailable: { status: 503, reason: 'Stopped', message: 'Stopped.' },
      },
    );
    local.gateway.adopt(stopped);
    expect(outcomeOf(await answer)).toEqual([503, undefined, 'Stopped']);

    local.gateway.adopt(holding(3, []));
    const other = send(local.port);
    await waiting(1);
    local.gateway.adopt({ ...holding(4, []), routes: [], revisions: {} });
    expect(outcomeOf(await other)).toEqual([404, undefined, 'ServiceDeleted']);
  });

  it('waits on through snapshots that bring no replica', async () => {
    await start();
    const answer = send(local.port);
    await waiting(1);
    local.gateway.adopt(holding(2, []));
    local.gateway.adopt(holding(3, []));
    expect(local.gateway.room.waiting(key)).toBe(1);
    local.gateway.adopt(holding(4, [port]));
    expect((await answer).status).toBe(200);
  });

  it('refuses who waits for a first replica when nobody can tell of one any more, and keeps the others', async () => {
    await start();
    const answers = [send(local.port), send(local.port)];
    await waiting(2);
    local.gateway.orphaned();
    for (const answer of answers)
      expect(outcomeOf(await answer)).toEqual([503, '2', 'GatewayRestarting']);
    expect(outcomeOf(await send(local.port))).toEqual([
      503,
      '2',
      'GatewayRestarting',
    ]);
    expect(local.gateway.room.waiting(key)).toBe(0);
    local.gateway.adopt(holding(2, [port]));
    expect((await send(local.port)).status).toBe(200);
  });

  it('refuses what would hold more bytes than there is room for, and takes it when there is', async () => {
    local = await startLocalGateway({
      snapshot: holding(1, []),
      maxHeldBytes: 10_000,
    });
    const large = 'x'.repeat(6_000);
    const first = send(local.port, { body: large });
    await waiting(1);
    const [status, retryAfter, reason] = outcomeOf(
      await send(local.port, { body: large }),
    );
    expect([status, reason]).toEqual([503, 'QueueFull']);
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
    // A small one still has room
    const small = send(local.port, { body: 'small' });
    await waiting(2);
    local.gateway.adopt(holding(2, [port]));
    expect((await first).status).toBe(200);
    expect((await small).status).toBe(200);
    local.gateway.adopt(holding(3, []));
    const next = send(local.port, { body: large });
    await waiting(1);
    local.gateway.adopt(holding(4, [port]));
    expect((await next).status).toBe(200);
    expect(bodies.map(body => body.length)).toEqual([6_000, 5, 6_000]);
  });
});
