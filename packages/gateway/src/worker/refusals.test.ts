import { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import { send, TestAnswer } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';

const reasonOf = (answer: TestAnswer) => [
  answer.status,
  JSON.parse(answer.body).reason,
];

describe('a gateway without a replica to send to', () => {
  let local: LocalGateway;

  async function start(route: Partial<GatewayRoute> = {}): Promise<void> {
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [] } }, route),
    });
  }

  afterEach(() => local.stop());

  it('asks for a replica where there is none, and says when to come again', async () => {
    await start();
    const answers = await Promise.all([send(local.port), send(local.port)]);
    for (const answer of answers) {
      expect(reasonOf(answer)).toEqual([503, 'NotReady']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(JSON.parse(answer.body).retryAfterSeconds).toBe(
        Number(answer.headers['retry-after']),
      );
    }
    expect(local.events).toEqual(['activate demo/iris-1 1']);
    local.advance(1_000);
    await send(local.port);
    expect(local.events[1]).toBe('activate demo/iris-1 2');
  });

  it('gives the reason of a route that cannot serve', async () => {
    await start({
      targets: [],
      unavailable: {
        status: 503,
        reason: 'Stopped',
        message: 'The service is stopped.',
      },
    });
    const answer = await send(local.port);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'The service is stopped.',
      reason: 'Stopped',
    });
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(local.events).toEqual([]);
  });

  it('answers 404 where there is no route, and 503 before the first snapshot', async () => {
    await start();
    expect(reasonOf(await send(local.port, { path: '/nowhere' }))).toEqual([
      404,
      'RouteNotFound',
    ]);
    expect(local.report()?.unrouted).toEqual({ RouteNotFound: 1 });
    const fresh = await startLocalGateway();
    expect(reasonOf(await send(fresh.port))).toEqual([503, 'NotReady']);
    await fresh.stop();
  });
});
