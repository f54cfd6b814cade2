import { testRuntime, testService } from '../store/__testUtils__';
import { FakeManagedDriver } from '../testing';
import { ApiTestBed, type Caller } from './__testUtils__';

const SERVICE = '/deployments/far/demo/iris';
const GRAPH = '/resources/InferenceGraph/far/demo/g';
const RUNTIME = '/resources/ServingRuntime/far/demo/own';
const notes = { 'greenroom/owner': 'group:default/a' };
const graph = {
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: { name: 'g', namespace: 'demo', annotations: notes },
  spec: {
    nodes: {
      root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
    },
  },
};
const plain = testRuntime({
  kind: 'ServingRuntime',
  name: 'own',
  namespace: 'demo',
});
const runtime = {
  ...plain,
  metadata: { ...plain.metadata, annotations: notes },
};
const service = (more: Parameters<typeof testService>[0]) =>
  testService({ owner: 'group:default/a', runtime: 'own', ...more });

describe('what belonged to a cluster that is not configured any more', () => {
  let bed: ApiTestBed;
  let driver: FakeManagedDriver;

  beforeEach(async () => {
    driver = new FakeManagedDriver();
    bed = await ApiTestBed.create({ farDriver: driver });
    for (const [as, method, path, body] of [
      ['admin', 'PUT', RUNTIME, runtime],
      ['alice', 'POST', '/deployments?cluster=far', service({})],
      ['alice', 'PUT', GRAPH, graph],
    ] as const) {
      await bed.call(as, method, path, body);
    }
    bed.clusters.configureFar(false);
  });

  afterEach(() => bed.close());

  const get = (path: string, as: Caller = 'alice') => bed.call(as, 'GET', path);
  const remove = (path: string, as: Caller = 'alice') =>
    bed.call(as, 'DELETE', path);

  /** Objects that the cluster has, whether configured or not. */
  const kept = () =>
    (['InferenceService', 'InferenceGraph', 'ServingRuntime'] as const).map(
      kind => driver.objects(kind).length,
    );

  it('is listed beside the rest, and says so', async () => {
    await bed.deploy({ name: 'near' });
    const removed = { isClusterRemoved: true };
    const deployments = await get('/deployments');
    expect(deployments.body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ref: ref('iris'), ...removed }),
        expect.not.objectContaining(removed),
      ]),
    );
    const graphs = await get('/graphs');
    expect(graphs.body.items).toEqual([
      expect.objectContaining({
        ...removed,
        endpoints: [],
        state: expect.objectContaining({
          code: 'unknown',
          headline: "Its cluster 'far' is not configured any more.",
        }),
      }),
    ]);
    const resources = await get('/resources?kind=ServingRuntime');
    expect(resources.body.items).toEqual([
      expect.objectContaining({
        ...removed,
        acted: false,
        conditions: [expect.objectContaining({ reason: 'ClusterRemoved' })],
      }),
    ]);
  });

  it.each([
    SERVICE,
    `${SERVICE}/explain`,
    `${SERVICE}/events`,
    `${SERVICE}/history`,
    `${SERVICE}/revisions`,
    `${SERVICE}/metrics`,
    `${SERVICE}/scaling`,
    `${SERVICE}/traffic`,
    `${SERVICE}/tokens`,
    '/graphs/far/demo/g',
    '/graphs/far/demo/g/metrics',
    '/graphs/far/demo/g/events',
    GRAPH,
    RUNTIME,
    `${RUNTIME}/history`,
    '/export?cluster=far',
  ])('can be read: %s', async path => {
    await expect(get(path)).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['a deployment', SERVICE, 'PATCH', { metadata: { labels: { a: 'b' } } }],
    ['a deployment', `${SERVICE}/stop`, 'POST', {}],
    ['a graph', GRAPH, 'PUT', { ...graph, spec: { nodes: {} } }],
    ['a graph', '/graphs/far/demo/g/stop', 'POST', {}],
  ])('%s cannot be changed: %s', async (_, path, method, body) => {
    const { status, body: answer } = await bed.call(
      'alice',
      method,
      path,
      body,
    );
    expect(status).toBe(400);
    expect(answer.error.message).toContain("'far'");
  });

  it('is explained by what is known, with the ways out', async () => {
    const { body } = await get(`${SERVICE}/explain`);
    const why =
      "Its cluster 'far' is not configured any more (modelServing.clusters): nobody sees what runs there.";
    expect(body).toMatchObject({
      summary: expect.stringContaining(why),
      readiness: {
        sentence: why,
        state: 'unknown',
        waitingFor: [
          expect.stringMatching(/configure the cluster again, or delete/),
        ],
      },
      replicas: { sentence: 'Nothing of it was ever seen there.' },
    });
  });

  it.each([
    ['GET', `${SERVICE}/logs`, "InferenceService 'demo/iris'"],
    ['GET', `${SERVICE}/logs?follow=true`, "InferenceService 'demo/iris'"],
    ['POST', `${SERVICE}/try`, "InferenceService 'demo/iris'"],
    ['GET', '/graphs/far/demo/g/logs', "InferenceGraph 'demo/g'"],
    ['POST', '/graphs/far/demo/g/try', "InferenceGraph 'demo/g'"],
  ])(
    'cannot be read or called there, which is said with the ways out: %s %s',
    async (method, path, what) => {
      const tried = { path: '/', method: 'POST', body: '{}' };
      const { status, body } = await bed.call(
        'alice',
        method,
        path,
        method === 'POST' ? tried : undefined,
      );
      expect(status).toBe(409);
      expect(body.error.message).toMatch(
        `the cluster 'far' of ${what} is not configured any more`,
      );
      expect(body.error.message).toMatch(
        /ask the platform team to configure it again/,
      );
    },
  );

  it.each<[Caller, number, number]>([
    ['alice', 200, 409],
    ['admin', 200, 409],
    ['service', 200, 409],
    ['victor', 200, 409],
    ['bob', 404, 404],
    ['nobody', 404, 404],
    ['anonymous', 401, 401],
  ])(
    'is explained and has logs for whom it had: %s, %i and %i',
    async (as, explained, logged) => {
      for (const [path, status] of [
        [`${SERVICE}/explain`, explained],
        [`${SERVICE}/logs`, logged],
        ['/graphs/far/demo/g/events', explained],
        ['/graphs/far/demo/g/logs', logged],
      ] as const) {
        const answer = await get(path, as);
        expect([path, answer.status]).toEqual([path, status]);
      }
    },
  );

  it('is forgotten by a deletion, and nothing on the cluster is touched', async () => {
    const before = kept();
    for (const [path, what] of [
      [GRAPH, "InferenceGraph 'demo/g'"],
      [SERVICE, "InferenceService 'demo/iris'"],
      [RUNTIME, "ServingRuntime 'demo/own'"],
    ]) {
      await expect(remove(path)).resolves.toMatchObject({
        status: 200,
        body: {
          forgotten: true,
          message: `${what} of the cluster 'far' is forgotten here. Nothing on the cluster was touched: what it has of it stays there, and what runs goes on.`,
        },
      });
      await expect(get(path)).resolves.toMatchObject({ status: 404 });
    }
    expect(kept()).toEqual(before);
    expect(bed.audit.map(({ eventId, outcome }) => [eventId, outcome])).toEqual(
      expect.arrayContaining([['deployment-mutate', 'success']]),
    );
  });

  it('goes with the connection that lives and dies with it', async () => {
    const connection = (name: string, more: object) => ({
      cluster: 'far',
      namespace: 'demo',
      name,
      owner: 'group:default/a',
      type: 'uri-v1',
      values: { URI: 'https://models.example/' },
      ...more,
    });
    bed.clusters.configureFar(true);
    for (const input of [
      connection('private', { privateTo: 'iris' }),
      connection('shared', {}),
    ]) {
      const made = await bed.call('alice', 'POST', '/connections', input);
      expect(made).toMatchObject({ status: 201 });
    }
    bed.clusters.configureFar(false);
    await remove(GRAPH);
    await remove(SERVICE);
    const { body } = await get('/connections');
    expect(body.items.map((item: any) => item.ref.name)).toEqual(['shared']);
    await expect(remove('/connections/far/demo/shared')).resolves.toMatchObject(
      { status: 202 },
    );
  });

  it.each<[Caller, number]>([
    ['alice', 200],
    ['admin', 200],
    ['service', 200],
    ['bob', 404],
    ['victor', 403],
    ['nobody', 404],
    ['anonymous', 401],
  ])('may be forgotten as it may be deleted: %s, %i', async (as, status) => {
    await expect(remove(GRAPH, as)).resolves.toMatchObject({ status });
    await expect(remove(SERVICE, as)).resolves.toMatchObject({ status });
  });

  it('is not forgotten while something refers to it', async () => {
    await bed.call('alice', 'DELETE', GRAPH);
    bed.clusters.configureFar(true);
    await bed.call(
      'alice',
      'POST',
      '/deployments?cluster=far',
      service({ name: 'user' }),
    );
    bed.clusters.configureFar(false);
    await expect(remove(RUNTIME)).resolves.toMatchObject({ status: 409 });
  });

  it('is forgotten, too, if its deletion was asked for before', async () => {
    bed.clusters.configureFar(true);
    await expect(remove(SERVICE)).resolves.toMatchObject({ status: 202 });
    bed.clusters.configureFar(false);
    const { body } = await get(SERVICE);
    expect(body.state).toMatchObject({
      code: 'unknown',
      headline: expect.stringMatching(
        /^Its cluster is not configured any more; last known: /,
      ),
    });
    await expect(remove(SERVICE)).resolves.toMatchObject({ status: 200 });
  });

  it('is as it was once the cluster is configured again', async () => {
    bed.clusters.configureFar(true);
    const { body } = await get(SERVICE);
    expect(body).not.toHaveProperty('isClusterRemoved');
    await expect(remove(SERVICE)).resolves.toMatchObject({ status: 202 });
  });
});

function ref(name: string) {
  return { cluster: 'far', namespace: 'demo', name };
}
