import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { KubeClient } from './KubeClient';

const PODS = '/api/v1/namespaces/demo/pods';

describe('KubeClient', () => {
  let server: FakeApiServer;
  const clients: KubeClient[] = [];

  beforeEach(async () => {
    server = await FakeApiServer.create();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });

  const clientOf = (...args: Parameters<typeof KubeClient.create>) => {
    const client = KubeClient.create(...args);
    clients.push(client);
    return client;
  };

  it('reads its credentials anew when they are not accepted any more', async () => {
    let token = 'first';
    const client = clientOf(server.kubeConfig(token), () =>
      server.kubeConfig(token),
    );
    server.token = 'first';
    await client.json(PODS);
    token = 'second';
    server.token = 'second';
    await expect(client.json(PODS)).resolves.toMatchObject({ items: [] });
    await client.json(PODS);
    // Of the four one was refused: what was read stays
    expect(server.calls).toHaveLength(4);
  });

  it.each([
    ['says what to do where there are none', undefined],
    ['asks no more than twice where they stay', 'wrong'],
  ])('%s', async (_what, again) => {
    server.token = 'right';
    const client = clientOf(
      server.kubeConfig('wrong'),
      again ? () => server.kubeConfig(again) : undefined,
    );
    await expect(client.json(PODS)).rejects.toThrow(
      /does not accept the portal's credentials \(401\).*give it a new one/,
    );
    expect(server.calls).toHaveLength(again ? 2 : 1);
  });

  it('waits no longer than it is told for an answer that does not come', async () => {
    server.fault = () => 'hang';
    const client = clientOf(server.kubeConfig());
    await expect(client.json(PODS, { timeoutMs: 50 })).rejects.toThrow(
      /the API server 127\.0\.0\.1:\d+ did not answer within 50 ms/,
    );
  });

  it('waits no longer for the rest of one that has begun', async () => {
    const client = clientOf(server.kubeConfig());
    const watch = `${PODS}?watch=true&resourceVersion=0`;
    await expect(client.json(watch, { timeoutMs: 50 })).rejects.toThrow(
      /did not answer within 50 ms/,
    );
  });
});
