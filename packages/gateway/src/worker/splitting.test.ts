import http, { Agent } from 'node:http';
import { AddressInfo } from 'node:net';
import { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';

const names = ['iris-1', 'iris-2'] as const;

describe('a gateway in front of two revisions', () => {
  let servers: http.Server[];
  /** Headers of the last request that a revision got. */
  let seen: http.IncomingHttpHeaders;
  let local: LocalGateway;
  let agent: Agent;
  let version = 0;

  beforeEach(async () => {
    servers = await Promise.all(
      names.map(name =>
        listening(name, headers => {
          seen = headers;
        }),
      ),
    );
    local = await startLocalGateway();
    agent = new Agent({ keepAlive: true, maxSockets: 64 });
  });

  afterEach(async () => {
    agent.destroy();
    await local.stop();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A snapshot with these shares of the canary and, for the rest, the stable one. */
  function split(percent: number, route: Partial<GatewayRoute> = {}): void {
    const weights = [100 - percent, percent];
    const targets = names.flatMap((name, i) => {
      const { port } = servers[i].address() as AddressInfo;
      return [[name, { weight: weights[i], ports: [port] }] as const];
    });
    const snapshot = snapshotOf(++version, Object.fromEntries(targets), route);
    local.adopt(snapshot);
  }

  /** Who answered each of so many requests, 64 at a time. */
  async function answers(
    count: number,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string[]> {
    const requests = Array.from({ length: count }, (_, i) =>
      send(local.port, {
        agent,
        headers: { ...headers, 'x-request': `${i}` },
        body: '{}',
      }),
    );
    const all = await Promise.all(requests);
    expect(all.every(({ status }) => status === 200)).toBe(true);
    return all.map(({ body }) => body);
  }

  it('takes a canary from 0 to 100 % under 10,000 requests: none lost, none to the wrong side, each share exact', async () => {
    const stages = [0, 1, 10, 50, 99, 100];
    const each = Math.ceil(10_000 / stages.length / 100) * 100;
    for (const percent of stages) {
      split(percent);
      const answered = await answers(each);
      const canary = answered.filter(name => name === 'iris-2').length;
      // A change of the weights keeps what each side is owed: one request at most.
      const due = (each * percent) / 100;
      expect(Math.abs(canary - due)).toBeLessThanOrEqual(
        percent === 0 || percent === 100 ? 0 : 1,
      );
    }
    expect(local.report()?.routes['demo/iris']).toMatchObject({
      ok: each * stages.length,
      server: 0,
    });
    // A slow machine needs longer for so many than jest allows.
  }, 300_000);

  it('loses nothing when shares change under requests', async () => {
    split(20);
    const before = answers(1_000);
    for (const percent of [50, 0, 80, 100]) {
      await new Promise(setImmediate);
      split(percent);
    }
    expect(await before).toHaveLength(1_000);
    expect(await answers(10)).toEqual(Array(10).fill('iris-2'));
  });

  it('keeps requests with the same key on their side, while the share grows', async () => {
    const sticky = {
      from: 'header',
      name: 'x-user',
      canary: 'demo/iris-2',
    } as const;
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    const sides = async () => {
      const found = new Map<string, string>();
      for (const user of users) {
        const [first, second] = await answers(2, { 'x-user': user });
        expect(second).toBe(first);
        found.set(user, first);
      }
      return found;
    };
    split(30, { split: { sticky } });
    const small = await sides();
    split(60, { split: { sticky } });
    const large = await sides();
    const moved = users.filter(
      user => small.get(user) === 'iris-2' && large.get(user) !== 'iris-2',
    );
    expect(moved).toEqual([]);
    expect(new Set(small.values()).size).toBe(2);
    // Without a key the split is exact.
    const others = await answers(100);
    expect(others.filter(name => name === 'iris-2')).toHaveLength(60);
  });

  describe('with tags', () => {
    const tag = (name: string, revision: string) => ({
      tag: name,
      hosts: [`${name}-iris-predictor-demo.localhost`],
      targets: [{ revision, weight: 100 }],
    });
    const tags = [tag('latest', 'demo/iris-2'), tag('prev', 'demo/iris-1')];

    it.each`
      situation                          | path         | headers                                                                            | revision
      ${'the host of a tag'}             | ${'/v2'}     | ${{ host: 'latest-iris-predictor-demo.localhost:80' }}                             | ${'iris-2'}
      ${'the host of another'}           | ${'/v2'}     | ${{ host: 'prev-iris-predictor-demo.localhost' }}                                  | ${'iris-1'}
      ${'the header on any address'}     | ${inferPath} | ${{ 'Knative-Serving-Tag': 'latest' }}                                             | ${'iris-2'}
      ${'the host wins over the header'} | ${'/v2'}     | ${{ host: 'prev-iris-predictor-demo.localhost', 'knative-serving-tag': 'latest' }} | ${'iris-1'}
      ${'an unknown tag goes by weight'} | ${inferPath} | ${{ 'knative-serving-tag': 'nobody' }}                                             | ${'iris-1'}
      ${'tags are exact'}                | ${inferPath} | ${{ 'knative-serving-tag': 'Latest' }}                                             | ${'iris-1'}
    `('$situation: $revision', async ({ path, headers, revision }) => {
      split(0, { split: { tags } });
      const answer = await send(local.port, { path, headers });
      expect(answer.body).toBe(revision);
    });

    it.each`
      situation                               | path         | headers                                                                            | tag          | isDefault
      ${'no tag'}                             | ${inferPath} | ${{}}                                                                              | ${undefined} | ${'true'}
      ${'an unknown one'}                     | ${inferPath} | ${{ 'knative-serving-tag': 'nobody' }}                                             | ${'nobody'}  | ${'true'}
      ${'one by header'}                      | ${inferPath} | ${{ 'knative-serving-tag': 'latest' }}                                             | ${'latest'}  | ${undefined}
      ${'one by host'}                        | ${'/v2'}     | ${{ host: 'prev-iris-predictor-demo.localhost' }}                                  | ${'prev'}    | ${undefined}
      ${'one by host, another by header'}     | ${'/v2'}     | ${{ host: 'prev-iris-predictor-demo.localhost', 'knative-serving-tag': 'latest' }} | ${'prev'}    | ${undefined}
      ${'one, and what is not theirs to say'} | ${inferPath} | ${{ 'knative-serving-tag': 'latest', 'Knative-Serving-Default-Route': 'true' }}    | ${'latest'}  | ${undefined}
    `(
      'tells the replica how a request with $situation came to it',
      async ({ path, headers, tag: named, isDefault }) => {
        split(0, { split: { tags } });
        await send(local.port, { path, headers });
        expect(seen['knative-serving-tag']).toBe(named);
        expect(seen['knative-serving-default-route']).toBe(isDefault);
      },
    );

    it('marks nothing where there are no tags, and passes on what the caller names', async () => {
      split(50);
      await send(local.port, { headers: { 'knative-serving-tag': 'mine' } });
      expect(seen['knative-serving-tag']).toBe('mine');
      expect(seen).not.toHaveProperty('knative-serving-default-route');
    });

    it('counts requests by the tag that they name, also while a snapshot takes it away', async () => {
      split(0, { split: { tags } });
      await answers(3, { 'knative-serving-tag': 'latest' });
      await answers(2, { 'knative-serving-tag': 'nobody' });
      await answers(4);
      expect(local.report()?.tags).toMatchObject({
        'demo/iris#latest': { ok: 3 },
        'demo/iris#undefined': { ok: 2 },
        'demo/iris#default': { ok: 4 },
      });
      split(0, { split: { tags: [tags[1]] } });
      await answers(1, { 'knative-serving-tag': 'latest' });
      expect(local.report()?.tags['demo/iris#undefined'].ok).toBe(1);
      split(0);
      await answers(1, { 'knative-serving-tag': 'latest' });
      expect(local.report()?.tags).toEqual({});
    });

    it('answers why where the revision of a tag is not ready', async () => {
      const unavailable = {
        status: 503 as const,
        reason: 'NotReady',
        message: 'no replica that is ready',
      };
      split(0, {
        split: { tags: [{ ...tags[0], targets: [], unavailable }] },
      });
      const answer = await send(local.port, {
        headers: { 'knative-serving-tag': 'latest' },
      });
      expect(answer.status).toBe(503);
      expect(JSON.parse(answer.body).reason).toBe('NotReady');
      expect(await answers(3)).toEqual(Array(3).fill('iris-1'));
    });
  });
});

async function listening(
  name: string,
  onHeaders: (headers: http.IncomingHttpHeaders) => void,
): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    onHeaders(request.headers);
    request.resume().on('end', () => response.end(name));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
