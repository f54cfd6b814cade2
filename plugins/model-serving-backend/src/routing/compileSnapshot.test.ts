import * as fc from 'fast-check';
import { snapshotDefect } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { compileSnapshot, findRoute } from './compileSnapshot';
import { RouteIntent } from './types';

const KEY = 'demo/iris-predictor-00001';

function intent(change: Partial<RouteIntent> = {}): RouteIntent {
  return {
    id: 'demo/iris',
    serviceUid: 'uid',
    hosts: ['iris-demo.localhost'],
    pathPrefix: '/serving/demo/iris',
    destination: {
      kind: 'revisions',
      targets: [{ revision: KEY, weight: 100 }],
    },
    ...change,
  };
}

function replica(id: string, change: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    id,
    state: 'ready',
    restarts: 0,
    endpoint: { host: '127.0.0.1', port: 4000 },
    ...change,
  };
}

function facts(...replicas: ReplicaFacts[]) {
  return (key: string): RevisionFacts | undefined =>
    key === KEY
      ? {
          key,
          desired: 1,
          fetch: { state: 'fetched' },
          replicas,
          observedAt: '',
        }
      : undefined;
}

function failing(restarts: number, wasReady: boolean): ReplicaFacts {
  return replica('a', {
    state: 'backoff',
    restarts,
    lastExit: {
      reason: 'Error',
      at: '',
      logTail: 'loading\nbad weights\n',
      wasReady,
    },
  });
}

it('says of each revision what is done with its payloads', () => {
  const payloadLog = {
    url: 'https://sink.example.com/',
    mode: 'all' as const,
    namespace: 'demo',
    inferenceService: 'iris',
    component: 'predictor',
  };
  const batching = { maxBatchSize: 4, maxLatencyMs: 20 };
  const stable = intent({ batching, payloadLog });
  const { revisions } = compileSnapshot([stable], facts(replica('a')));
  expect(revisions[KEY]).toMatchObject({
    batching,
    payloadLog: { ...payloadLog, endpoint: 'default' },
  });
  const canary = intent({
    payloadLog,
    destination: {
      kind: 'revisions',
      targets: [{ revision: KEY, weight: 20, isCanary: true }],
    },
  });
  const content = compileSnapshot([canary], facts(replica('a')));
  expect(content.revisions[KEY].payloadLog?.endpoint).toBe('canary');
  expect(content.routes[0].targets).toEqual([{ revision: KEY, weight: 20 }]);
});

it('says of each revision where its server has OpenAI’s API, also where only a tag leads there', () => {
  const target = { revision: KEY, openAiBase: '/openai/v1' as const };
  const { routes, revisions } = compileSnapshot(
    [
      intent({
        destination: {
          kind: 'revisions',
          targets: [{ ...target, weight: 100 }],
        },
        split: { tags: [{ tag: 'latest', hosts: ['l.localhost'], target }] },
      }),
    ],
    facts(replica('a')),
  );
  expect(revisions[KEY]).toMatchObject({ openAiBase: '/openai/v1' });
  expect(routes[0].targets).toEqual([{ revision: KEY, weight: 100 }]);
});

it('names who gets copies only while that has replicas, whatever its weight', () => {
  const copied = intent({
    containerConcurrency: 2,
    isHeld: true,
    split: {
      tags: [],
      shadow: { target: { revision: KEY, isCanary: true }, percent: 10 },
    },
    destination: {
      kind: 'revisions',
      targets: [{ revision: KEY, weight: 0, isCanary: true }],
    },
  });
  const ready = compileSnapshot([copied], facts(replica('a')));
  expect(ready.routes[0].split).toEqual({
    shadow: { revision: KEY, percent: 10 },
  });
  expect(ready.revisions[KEY]).toMatchObject({
    containerConcurrency: 2,
    replicas: [{ id: 'a' }],
  });
  const inner = intent({
    destination: { kind: 'none' },
    internal: [
      {
        component: 'predictor',
        targets: [{ revision: KEY, weight: 0, isCanary: true }],
        shadow: copied.split?.shadow,
      },
    ],
  });
  expect(compileSnapshot([inner], facts(replica('a'))).routes).toMatchObject([
    {
      id: 'demo/iris/predictor',
      split: { shadow: { revision: KEY, percent: 10 } },
    },
  ]);
  const gone = compileSnapshot([copied], facts());
  expect(gone.routes[0].split).toEqual({});
  expect(gone.revisions).toEqual({});
});

it('gives tags their hosts and targets, whatever the weights, and says why one cannot serve', () => {
  const tag = (name: string, revision: string) => ({
    tag: name,
    hosts: [`${name.toUpperCase()}-iris.localhost:80`],
    target: { revision },
  });
  const sticky = { from: 'header', name: 'a', canary: KEY } as const;
  const content = compileSnapshot(
    [
      intent({
        split: { tags: [tag('latest', KEY), tag('prev', 'demo/gone')], sticky },
        destination: {
          kind: 'revisions',
          targets: [{ revision: KEY, weight: 0 }],
        },
      }),
    ],
    facts(replica('a')),
  );
  const [route] = content.routes;
  expect(route.targets).toEqual([]);
  expect(route.split).toMatchObject({
    sticky,
    tags: [
      {
        tag: 'latest',
        hosts: ['latest-iris.localhost'],
        targets: [{ revision: KEY, weight: 100 }],
      },
      { tag: 'prev', targets: [], unavailable: { reason: 'NotReady' } },
    ],
  });
  expect(content.revisions[KEY].replicas).toHaveLength(1);
  expect(
    snapshotDefect({ version: 1, epoch: 'e', ...content }),
  ).toBeUndefined();
});

describe('compileSnapshot, where requests wait', () => {
  const held = intent({ isHeld: true });

  it('keeps a revision without replicas in its route', () => {
    const content = compileSnapshot([held], facts());
    expect(content.routes[0].unavailable).toBeUndefined();
    expect(content.routes[0].targets).toEqual([{ revision: KEY, weight: 100 }]);
    expect(content.revisions).toEqual({ [KEY]: { hold: {}, replicas: [] } });
    expect(snapshotDefect({ version: 1, epoch: 'e', ...content })).toBe(
      undefined,
    );
    // Also one of which the cluster knows nothing yet
    expect(compileSnapshot([held], () => undefined).routes[0].targets).toEqual(
      content.routes[0].targets,
    );
  });

  it('does not for one that was stopped', () => {
    const stopped = intent({ isHeld: true, destination: { kind: 'stopped' } });
    const content = compileSnapshot([stopped], facts());
    expect(content.revisions).toEqual({});
    expect(content.routes[0].unavailable?.reason).toBe('Stopped');
  });

  it.each`
    situation                           | change                                                                                                     | message
    ${'three starts failed'}            | ${{ replicas: [failing(3, false)] }}                                                                       | ${'bad weights'}
    ${'the model is not there'}         | ${{ fetch: { state: 'failed', failure: { code: 'StorageNotFound', message: 'no such key', at: '' } } }}    | ${'no such key'}
    ${'nothing may be started'}         | ${{ failure: { code: 'NoCapacity', message: 'no memory', at: '' } }}                                       | ${'no memory'}
    ${'it may still come: two failed'}  | ${{ replicas: [failing(2, false)] }}                                                                       | ${undefined}
    ${'it may still come: it once did'} | ${{ replicas: [failing(5, true)] }}                                                                        | ${undefined}
    ${'it may still come: a new try'}   | ${{ fetch: { state: 'failed', retryAt: 'soon', failure: { code: 'DiskFull', message: 'full', at: '' } } }} | ${undefined}
    ${'nobody asked for any'}           | ${{ desired: 0, replicas: [failing(9, false)] }}                                                           | ${undefined}
  `('says at once why nothing comes: $situation', ({ change, message }) => {
    const known = { ...facts()(KEY)!, ...change };
    const { routes } = compileSnapshot([held], () => known);
    const { unavailable } = routes[0];
    expect(unavailable?.reason).toBe(message && 'ModelLoadFailed');
    expect(unavailable?.message.split(': ').pop()).toBe(message);
  });
});

describe('compileSnapshot', () => {
  it.each`
    situation                                  | replicas                                                                  | routed
    ${'ready replicas get requests, in order'} | ${[replica('b'), replica('a')]}                                           | ${['a', 'b']}
    ${'starting ones do not'}                  | ${[replica('a', { state: 'starting' }), replica('b')]}                    | ${['b']}
    ${'unready ones do not'}                   | ${[replica('a', { state: 'unready' }), replica('b')]}                     | ${['b']}
    ${'draining ones do not'}                  | ${[replica('a', { state: 'draining' }), replica('b')]}                    | ${['b']}
    ${'one that will listen for gRPC serves'}  | ${[replica('a', { endpoint: { host: 'h', port: 1, awaitsGrpc: true } })]} | ${['a']}
    ${'one without an address does not'}       | ${[replica('a', { endpoint: undefined }), replica('b')]}                  | ${['b']}
  `('$situation', ({ replicas, routed }) => {
    const { revisions } = compileSnapshot([intent()], facts(...replicas));
    expect(revisions[KEY].replicas.map(({ id }) => id)).toEqual(routed);
  });

  it.each`
    situation                                    | destination                                                         | status | reason        | retry
    ${'a stopped service does not ask to retry'} | ${{ kind: 'stopped' }}                                              | ${503} | ${'Stopped'}  | ${undefined}
    ${'one that is not ready does'}              | ${{ kind: 'revisions', targets: [{ revision: KEY, weight: 100 }] }} | ${503} | ${'NotReady'} | ${5}
    ${'one without any revision does'}           | ${{ kind: 'revisions', targets: [] }}                               | ${503} | ${'NotReady'} | ${5}
    ${'weight 0 is no traffic'}                  | ${{ kind: 'revisions', targets: [{ revision: KEY, weight: 0 }] }}   | ${503} | ${'NotReady'} | ${5}
  `('$situation', ({ destination, status, reason, retry }) => {
    const ready =
      reason === 'Stopped' || destination.targets?.[0]?.weight === 0;
    const { routes, revisions } = compileSnapshot(
      [intent({ destination })],
      ready ? facts(replica('a')) : facts(),
    );
    expect(routes[0].targets).toEqual([]);
    expect(routes[0].unavailable).toMatchObject({ status, reason });
    expect(routes[0].unavailable?.retryAfterSeconds).toBe(retry);
    expect(revisions).toEqual({});
  });

  it('writes hosts in lower case and without a port', () => {
    const { routes } = compileSnapshot(
      [intent({ hosts: ['IRIS-demo.localhost:8080'] })],
      facts(),
    );
    expect(routes[0].hosts).toEqual(['iris-demo.localhost']);
  });

  it('gives a host that two services derive to the first by id; the other keeps its path', () => {
    const { routes } = compileSnapshot(
      [
        intent({
          id: 'b-c/a',
          hosts: ['a-b-c.localhost'],
          pathPrefix: '/serving/b-c/a',
        }),
        intent({ id: 'a/x', hosts: ['a-b-c.localhost'] }),
      ],
      facts(),
    );
    expect(
      routes.map(({ id, hosts, pathPrefix }) => [id, hosts, pathPrefix]),
    ).toEqual([
      ['a/x', ['a-b-c.localhost'], '/serving/demo/iris'],
      ['b-c/a', [], '/serving/b-c/a'],
    ]);
  });

  it('hands on limits of requests', () => {
    const queue = { depth: 3, deadlineMs: 4_000 };
    const { routes, revisions } = compileSnapshot(
      [intent({ timeoutMs: 5000, containerConcurrency: 2, queue })],
      facts(replica('a')),
    );
    expect(routes[0].timeoutMs).toBe(5000);
    expect(revisions[KEY]).toMatchObject({ containerConcurrency: 2, queue });
  });

  it.each`
    server                | said         | timeoutMs
    ${'a language model'} | ${undefined} | ${600_000}
    ${'a language model'} | ${5_000}     | ${5_000}
    ${'another model'}    | ${undefined} | ${undefined}
  `(
    'gives answers of $server $timeoutMs ms, where $said is said',
    ({ server, said, timeoutMs }) => {
      const isLanguageModel = server === 'a language model';
      const target = {
        revision: KEY,
        weight: 100,
        ...(isLanguageModel ? { openAiBase: '/v1' as const } : {}),
      };
      const { routes } = compileSnapshot(
        [
          intent({
            ...(said ? { timeoutMs: said } : {}),
            destination: { kind: 'revisions', targets: [target] },
          }),
        ],
        facts(replica('a')),
      );
      expect(routes[0].timeoutMs).toBe(timeoutMs);
    },
  );

  it('makes the same, valid snapshot of the same services in any order', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, fc.nat(), (services, seed) => {
        const intents = services.map(name =>
          intent({ id: `demo/${name}`, hosts: [`${name}.localhost`] }),
        );
        const shuffled = [...intents].sort(
          (a, b) =>
            ((a.id.charCodeAt(5) * (seed + 7)) % 11) -
            ((b.id.charCodeAt(5) * (seed + 7)) % 11),
        );
        const lookup = facts(replica('a'), replica('b'));
        const content = compileSnapshot(intents, lookup);
        expect(JSON.stringify(compileSnapshot(shuffled, lookup))).toBe(
          JSON.stringify(content),
        );
        expect(
          snapshotDefect({ version: 1, epoch: 'e', ...content }),
        ).toBeUndefined();
      }),
    );
  });
});

describe('findRoute', () => {
  it('finds each route of a snapshot by its id, also those between components and their service', () => {
    // In the order of ids, `a/transformer` lies behind `a-b`
    const ids = ['demo/a', 'demo/a-b', 'demo/b', 'other/a'];
    const content = compileSnapshot(
      ids.map(id =>
        intent({
          id,
          hosts: [],
          internal: [{ component: 'transformer', targets: [] }],
        }),
      ),
      () => undefined,
    );
    const all = ids.flatMap(id => [id, `${id}/transformer`]);
    expect(content.routes.map(({ id }) => id)).toEqual([...all].sort());
    for (const id of all) expect(findRoute(content, id)?.id).toBe(id);
    for (const id of ['', 'demo/a/', 'demo/c', 'z'])
      expect(findRoute(content, id)).toBeUndefined();
  });
});

it('gives the share of a canary that is not ready to the stable one, not to the others', () => {
  const keys = [1, 2, 3].map(number => `demo/iris-predictor-0000${number}`);
  const [stable, blue, green] = keys;
  const targets = [
    { revision: stable, weight: 0 },
    { revision: blue, weight: 60, isCanary: true as const },
    { revision: green, weight: 40, isCanary: true as const },
  ];
  const given = intent({ destination: { kind: 'revisions', targets } });
  const weights = (...ready: string[]) =>
    Object.fromEntries(
      compileSnapshot([given], key => ({
        key,
        desired: 1,
        fetch: { state: 'fetched' },
        replicas: ready.includes(key) ? [replica('a')] : [],
        observedAt: '',
      })).routes[0].targets.map(({ revision, weight }) => [revision, weight]),
    );
  expect(weights(...keys)).toEqual({ [blue]: 60, [green]: 40 });
  expect(weights(stable, blue)).toEqual({ [stable]: 40, [blue]: 60 });
  expect(weights(stable)).toEqual({ [stable]: 100 });
  expect(weights(blue)).toEqual({ [blue]: 60 });
});

it.each`
  situation                                              | targets                                                                                         | ready
  ${'a canary that is held at zero is not sent anybody'} | ${[{ revision: KEY, weight: 100 }, { revision: 'demo/held-00002', weight: 0, isCanary: true }]} | ${'demo/held-00002'}
  ${'a revision that is not named any more is not'}      | ${[{ revision: KEY, weight: 100 }]}                                                             | ${'demo/before-00000'}
`('where nothing that is meant to serve is ready: $situation', given => {
  const { targets, ready } = given;
  const destination = { kind: 'revisions' as const, targets };
  const { routes, revisions } = compileSnapshot(
    [intent({ destination })],
    key => ({
      ...facts()(KEY)!,
      key,
      replicas: key === ready ? [replica('a')] : [],
    }),
  );
  expect(routes[0].targets).toEqual([]);
  expect(routes[0].unavailable?.reason).toBe('NotReady');
  expect(revisions).toEqual({});
});
