import { Socket } from 'node:net';
import {
  GatewayGraph,
  GatewayGraphTarget,
  GatewayRoute,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RawServer, startRawServer } from '../__testUtils__/rawServer';
import { RawClient, send } from '../__testUtils__/client';
import {
  answering,
  Counts,
  FaultBed,
  tooLongMs,
} from '../__testUtils__/faultBed';
import { graphSnapshot, node } from '../__testUtils__/graphBed';
import { bearer, tokensOf } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';

const allRoutes = ['demo/x', 'graph:demo/flow', 'graph:demo/other'];
const origin = 'http://127.0.0.1:8081';

/** A step that calls an address of the gateway itself, though none of loopback is allowed. */
const own = (path: string, host = origin): GatewayGraphTarget => ({
  kind: 'url',
  url: `${host}${path}`,
  isOwn: true,
});

const calling = (...targets: readonly GatewayGraphTarget[]) => ({
  root: {
    type: 'Ensemble' as const,
    steps: targets.map((target, i) => ({
      key: String(i),
      target,
      isHard: true,
    })),
  },
});

describe('a graph that calls another graph at its address', () => {
  let bed: FaultBed;
  let replica: RawServer;

  /** The graph `flow` with these nodes, beside others; `x` is a service. */
  async function start(
    nodes: GatewayGraph['nodes'],
    others: Readonly<Record<string, Partial<GatewayRoute>>> = {},
    {
      x = answering('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"p":1}'),
      ...more
    }: Partial<GatewayGraph> & { x?: (socket: Socket) => void } = {},
  ): Promise<void> {
    replica = await startRawServer(x);
    const snapshot = graphSnapshot({
      nodes,
      timeoutMs: tooLongMs - 1_000,
      port: replica.port,
    });
    const [flow, ...rest] = snapshot.routes;
    bed = await FaultBed.start(
      {
        ...snapshot,
        routes: [
          { ...flow, graph: { ...flow.graph!, ...more } },
          ...rest,
          ...Object.entries(others).map(([name, route]) => ({
            id: `graph:demo/${name}`,
            hosts: [`${name}-demo.localhost`],
            pathPrefix: `/graphs/demo/${name}`,
            targets: [],
            graph: {
              name,
              profile: 'greenroom' as const,
              timeoutMs: tooLongMs - 1_000,
              nodes: { root: node('Sequence', ['x']) },
            },
            ...route,
          })),
        ],
        tokens: tokensOf({ good: { routes: ['graph:demo/other'] } }),
      },
      [replica],
    );
  }

  afterEach(() => bed.stop());

  /** The replica hears of it; routes of which nothing is under way any more. */
  async function givenUp(): Promise<readonly string[]> {
    await until('the replica to hear', () => replica.connections[0].destroyed);
    const inflight = new Map<string, number>();
    await until('the count', () => {
      for (const [id, of] of Object.entries(bed.local.report()?.routes ?? {}))
        if (id !== 'demo/other') inflight.set(id, of.inflight);
      return [...inflight.values()].every(count => count === 0);
    });
    return [...inflight.keys()].sort();
  }

  const post = (headers: Record<string, string> = {}) =>
    send(bed.local.port, { path: '/graphs/demo/flow', body: '{}', headers });
  const graphOf = (nodes: GatewayGraph['nodes']): Partial<GatewayRoute> => ({
    graph: {
      name: 'other',
      profile: 'greenroom',
      timeoutMs: tooLongMs - 1_000,
      nodes,
    },
  });

  it('gets its answer, by path and by host, as anybody would', async () => {
    await start(
      calling(
        own('/graphs/demo/other'),
        own('/', 'http://other-demo.localhost:8081'),
      ),
      { other: {} },
    );
    const { status, body } = await post();
    expect([status, body]).toEqual([200, '{"0":{"p":1},"1":{"p":1}}']);
    const report = bed.local.report();
    expect(report?.routes).toMatchObject({
      'graph:demo/flow': { ok: 1, inflight: 0 },
      'graph:demo/other': { ok: 2, inflight: 0 },
      'demo/x': { ok: 2, inflight: 0 },
    });
    expect(report?.refusals).toEqual({});
  });

  it('reaches nothing else of the gateway, and nothing else of the machine', async () => {
    await start(
      {
        root: {
          type: 'Ensemble',
          steps: [
            own('/serving/demo/x/v1/models/x:predict'),
            own('/components/demo/x/predictor/v1/models/x:predict'),
            own('/nowhere'),
            { kind: 'url' as const, url: `${origin}/graphs/demo/other` },
          ].map((target, i) => ({ key: String(i), target })),
        },
      },
      { other: {} },
    );
    const { body } = await post();
    for (const { status, error } of Object.values<{
      status: number;
      error: string;
    }>(JSON.parse(body))) {
      expect(status).toBe(502);
      expect(error).toContain('not allowed');
    }
    expect(bed.local.report()?.routes['demo/x']).toBeUndefined();
  });

  it('needs the token of the other, which goes along where its headers do', async () => {
    await start(
      calling(own('/graphs/demo/other')),
      { other: { access: { kind: 'token', keys: [] } } },
      { propagate: ['^Authorization$'] },
    );
    const refused = await post();
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body)).toMatchObject({ reason: 'Unauthorized' });
    expect(bed.local.report()?.refusals['graph:demo/other']).toEqual({
      NoToken: { client: 1, server: 0 },
    });
    // A graph that asks for no token itself passes on what it does not know as ours
    const served = await post(bearer('good'));
    expect([served.status, served.body]).toEqual([200, '{"0":{"p":1}}']);
  });

  it('is told that the other is stopped', async () => {
    await start(calling(own('/graphs/demo/other')), {
      other: {
        graph: undefined,
        unavailable: {
          status: 503,
          reason: 'Stopped',
          message: 'It is stopped.',
        },
      },
    });
    const { status, body } = await post();
    expect([status, JSON.parse(body)]).toEqual([
      503,
      { error: 'It is stopped.', reason: 'Stopped' },
    ]);
  });

  it('gives the other up when its time is over', async () => {
    await start(
      {
        root: {
          type: 'Sequence',
          steps: [
            {
              key: '0',
              target: own('/graphs/demo/other'),
              isHard: true,
              timeoutMs: 2_000,
            },
          ],
        },
      },
      { other: {} },
      { x: socket => socket.resume() },
    );
    const answer = post();
    await until('the call', () => replica.connections.length === 1);
    bed.local.advance(3_000);
    const { status, body } = await answer;
    expect([status, JSON.parse(body).cause]).toEqual([
      504,
      'step root/0 (127.0.0.1:8081/graphs/demo/other): it did not answer in time',
    ]);
    expect(await givenUp()).toEqual(allRoutes);
  });

  it('gives the other up when its caller leaves', async () => {
    await start(
      calling(own('/graphs/demo/other')),
      { other: {} },
      { x: socket => socket.resume() },
    );
    const client = RawClient.connect(bed.local.port);
    client.write(
      'POST /graphs/demo/flow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}',
    );
    await until('the call', () => replica.connections.length === 1);
    client.close();
    expect(await givenUp()).toEqual(allRoutes);
  });

  it.each([
    ['itself', 'flow', 508, 'GraphLoop'],
    ['one that calls it', 'other', 508, 'GraphLoop'],
  ])(
    'in a circle with %s ends, with good requests in flight beside it',
    async (_who, first, status, reason) => {
      await start(calling(own(`/graphs/demo/${first}`)), {
        other: graphOf(calling(own('/graphs/demo/flow'))),
      });
      const answer = await post();
      expect([answer.status, JSON.parse(answer.body).reason]).toEqual([
        status,
        reason,
      ]);
      await bed.goodOnes();
      const refusals: Counts['refusals'][string][] = [];
      await until('the count', () => {
        refusals.push(...Object.values(bed.local.report()?.refusals ?? {}));
        return refusals.length > 0;
      });
      expect(refusals[0]).toMatchObject({ [reason]: { client: 0, server: 1 } });
    },
  );

  it('in a circle that branches ends by the number of its steps', async () => {
    await start(
      calling(...Array.from({ length: 10 }, () => own('/graphs/demo/flow'))),
    );
    const { status } = await post();
    expect(status).toBeGreaterThanOrEqual(500);
    await bed.goodOnes();
    const totals = bed.local.report()?.routes['graph:demo/flow'];
    expect(totals!.ok + totals!.client + totals!.server).toBeLessThan(1_100);
    expect(totals!.inflight).toBe(0);
  });
});
