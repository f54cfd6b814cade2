import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import http, { ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

const key = 'demo/iris-1';

describe('a revision with a limit of requests in flight', () => {
  let local: LocalGateway;
  let replica: http.Server;
  let port: number;
  /** Answers that the replica owes. */
  let open: ServerResponse[];
  let most: number;

  beforeEach(async () => {
    open = [];
    most = 0;
    replica = http.createServer((_request, response) => {
      open.push(response);
      most = Math.max(most, open.length);
    });
    await new Promise<void>(resolve => replica.listen(0, '127.0.0.1', resolve));
    port = (replica.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await local.stop();
    replica.closeAllConnections();
    await new Promise(resolve => replica.close(resolve));
  });

  const limited = (version: number, limit: number): GatewaySnapshot => {
    const snapshot = snapshotOf(version, { 'iris-1': { ports: [port] } });
    const revision = snapshot.revisions[key];
    return {
      ...snapshot,
      revisions: { [key]: { ...revision, containerConcurrency: limit } },
    };
  };
  const start = async (limit: number) => {
    local = await startLocalGateway({ snapshot: limited(1, limit) });
  };
  const underWay = (count: number) =>
    until(`${count} requests are at the replica`, () => open.length === count);
  const waiting = (count: number) =>
    until(
      `${count} requests wait`,
      () => local.gateway.room.waiting(key) === count,
    );
  const isAnyThere = () => open.length > 0;
  const answerAll = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await until('one is at the replica', isAnyThere);
      open.shift()!.end('done');
    }
  };

  it('never has more at its replica, and answers all in the end', async () => {
    await start(2);
    const answers = Array.from({ length: 12 }, () =>
      send(local.port, { body: 'x' }),
    );
    await underWay(2);
    await waiting(10);
    await answerAll(12);
    const all = await Promise.all(answers);
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(most).toBe(2);
    const waits = all.filter(
      ({ headers }) => headers['x-greenroom-activation'] === 'warm',
    );
    expect(waits).toHaveLength(12);
  });

  it('refuses who waits for a slot that nobody can lend any more', async () => {
    local = await startLocalGateway({
      snapshot: limited(1, 1),
      isSlotless: true,
    });
    const answers = [send(local.port), send(local.port)];
    await waiting(2);
    local.gateway.orphaned();
    answers.push(send(local.port));
    for (const answer of answers) {
      const { status, headers, body } = await answer;
      expect([status, headers['retry-after'], JSON.parse(body).reason]).toEqual(
        [503, '2', 'GatewayRestarting'],
      );
    }
    expect(local.gateway.room.waiting(key)).toBe(0);
  });

  it('goes on with the slots that it has when nobody lends any more', async () => {
    await start(1);
    const answers = Array.from({ length: 3 }, () => send(local.port));
    await underWay(1);
    await waiting(2);
    // Others want it: it would go back with the next answer
    local.gateway.slotsRecalled(key);
    local.gateway.orphaned();
    answers.push(send(local.port));
    await waiting(3);
    await answerAll(4);
    for (const answer of answers) expect((await answer).status).toBe(200);
    expect(most).toBe(1);
  });

  it.each`
    maxReplicas  | reason          | message
    ${1}         | ${'AtMaxScale'} | ${'The service is too busy to take the request: it already has as many replicas as it may have.'}
    ${2}         | ${'QueueFull'}  | ${'Too many requests wait for the service.'}
    ${undefined} | ${'QueueFull'}  | ${'Too many requests wait for the service.'}
  `(
    'says $reason where one of $maxReplicas replicas is there, with requests in flight beside it',
    async ({ maxReplicas, reason, message }) => {
      const snapshot = limited(1, 1);
      const revision = snapshot.revisions[key];
      local = await startLocalGateway({
        snapshot: {
          ...snapshot,
          revisions: {
            [key]: { ...revision, maxReplicas, hold: {}, queue: { depth: 1 } },
          },
        },
      });
      const taken = [send(local.port)];
      await underWay(1);
      taken.push(send(local.port));
      await waiting(1);
      const refused = await send(local.port);
      expect([refused.status, JSON.parse(refused.body)]).toEqual([
        503,
        { error: message, reason, retryAfterSeconds: expect.any(Number) },
      ]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      await answerAll(2);
      expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([
        200, 200,
      ]);
    },
  );

  it('takes up a raised limit at once, and a lowered one as requests end', async () => {
    await start(1);
    const answers = Array.from({ length: 6 }, () => send(local.port));
    await underWay(1);
    await waiting(5);
    local.adopt(limited(2, 3));
    await underWay(3);
    local.adopt(limited(3, 1));
    open.shift()!.end();
    open.shift()!.end();
    await waiting(3);
    expect(open).toHaveLength(1);
    await answerAll(4);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(
      Array(6).fill(200),
    );
    expect(most).toBe(3);
  });

  it('frees the slot of a client that left, under way or waiting', async () => {
    await start(1);
    const leaver = RawClient.connect(local.port);
    leaver.write('GET /serving/demo/iris/gone HTTP/1.1\r\nhost: x\r\n\r\n');
    await underWay(1);
    const stays = send(local.port);
    await waiting(1);
    leaver.close();
    await underWay(2);
    open[1].end('done');
    expect((await stays).status).toBe(200);
  });

  it('frees the slot of a replica that broke off', async () => {
    await start(1);
    const broken = send(local.port, { body: 'x' });
    await underWay(1);
    const next = send(local.port);
    await waiting(1);
    open[0].destroy();
    expect((await broken).status).toBe(502);
    await underWay(2);
    open[1].end('done');
    expect((await next).status).toBe(200);
  });

  it('refuses who waited for too long with the reason', async () => {
    await start(1);
    const { revisions, ...rest } = limited(2, 1);
    const impatient = {
      ...revisions[key],
      hold: {},
      queue: { deadlineMs: 500 },
    };
    local.adopt({ ...rest, revisions: { [key]: impatient } });
    const busy = RawClient.connect(local.port);
    busy.write('GET /serving/demo/iris/x HTTP/1.1\r\nhost: x\r\n\r\n');
    await underWay(1);
    const late = send(local.port);
    await waiting(1);
    local.advance(800);
    const answer = await late;
    expect([answer.status, JSON.parse(answer.body).reason]).toEqual([
      503,
      'QueueTimeout',
    ]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    busy.close();
  });
});
