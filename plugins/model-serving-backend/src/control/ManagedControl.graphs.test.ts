import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  annotations,
  type GraphDetail,
  type InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import { defaultGraphs, DefaultGraphs } from '../graph';
import { eventually } from '../testing';
import { systemClock } from '../time';
import { GatewayKeys } from '../tokens';
import {
  iris,
  predictor,
  readyStatus,
  setupManaged,
} from './__testUtils__/setupManaged';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const cleanup: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const ref = { cluster: 'far', namespace: 'demo', name: 'flow' };
const named = {
  kind: 'InferenceGraph',
  namespace: 'demo',
  name: 'flow',
} as const;
const as = { actor: 'user:default/ada', action: 'create' };

/** In Knative mode KServe's address is the one that callers use. */
function flow(): InferenceGraph {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: {
      name: 'flow',
      namespace: 'demo',
      annotations: { [annotations.deploymentMode]: 'Knative' },
    },
    spec: {
      nodes: {
        root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
      },
    },
  };
}

async function setup() {
  const managed = await setupManaged(await databases.init('SQLITE_3'), cleanup);
  const { stores, clusters, resources, driver } = managed;
  const graphs = new DefaultGraphs({
    resources,
    samples: stores.samples,
    events: stores.events,
    clusters,
    defaults: defaultGraphs,
    callers: { actor: () => as.actor, person: async () => undefined },
    keys: new GatewayKeys(stores.secrets),
    policy: { allowPrivate: false, allowHosts: [] },
    clock: systemClock,
  });
  const detail = () => graphs.get(ref, async services => services);
  const until = (isWanted: (graph: GraphDetail) => boolean) =>
    eventually('the graph is as wanted', async () => {
      const graph = await detail().catch(() => undefined);
      return graph && isWanted(graph) && graph;
    });
  /** What KServe says of it. */
  const says = (status: InferenceGraph['status']) =>
    driver.cluster.report(named, status ?? {});
  return { ...managed, graphs, detail, until, says };
}

describe('a graph on a managed cluster', () => {
  it('is as KServe says, and as its services are; edits made there appear', async () => {
    const { resources, driver, begin, until, says, stores } = await setup();
    await begin();
    await resources.create('InferenceGraph', 'far', flow(), as);
    await until(
      ({ state }) =>
        state.headline === 'there is no service "iris" in the project',
    );
    await driver.write('InferenceService', iris());
    driver.cluster.run({ ...ref, name: 'iris' }, [predictor({})]);
    driver.cluster.report(
      { ...named, kind: 'InferenceService', name: 'iris' },
      readyStatus,
    );
    await until(({ state }) =>
      state.headline.endsWith('KServe makes its router.'),
    );
    // The generation is that of the router's Deployment: ours would wait for ever
    const conditions = [{ type: 'Ready', status: 'True' as const }];
    says({
      url: 'http://flow-demo.example.com',
      conditions,
      observedGeneration: 9,
    });
    const ready = await until(({ state }) => state.code === 'ready');
    expect(ready).toMatchObject({
      conditions,
      profile: 'kserve',
      access: 'open',
      ungated: expect.stringContaining('routes requests by itself'),
      resource: { status: { observedGeneration: 9 } },
    });
    // Its router goes down, and KServe goes on saying Ready
    const failure = {
      code: 'OutOfMemory',
      message: 'OOMKilled, exit code 137',
      at: new Date().toISOString(),
    } as const;
    driver.cluster.route(ref, [{ ...predictor({}), replicas: [], failure }]);
    const down = await until(({ state }) => state.code === 'failed');
    expect(down).toMatchObject({
      conditions,
      state: { headline: expect.stringContaining('KServe says that it is') },
      findings: [{ code: 'OutOfMemory', severity: 'error' }],
    });
    driver.cluster.route(ref, [predictor({})]);
    await until(({ state }) => state.code === 'ready');
    driver.cluster.edit(named, { spec: { minReplicas: 2 } });
    const edited = await until(
      ({ resource }) => resource.spec.minReplicas === 2,
    );
    const [last] = await stores.history.list(edited.uid, 5);
    expect(last).toMatchObject({
      how: 'cluster',
      changes: ['spec.minReplicas'],
    });
    expect(driver.asked.map(({ object }) => object.kind)).toEqual([
      'InferenceGraph',
      'InferenceService',
    ]);
    driver.problemIs({ message: 'it hangs', since: '2026-11-21T12:00:00Z' });
    await until(({ state }) => state.code === 'unknown');
  });

  it('is tried at the address that KServe tells, without a key of ours', async () => {
    const { resources, graphs, begin, until, says } = await setup();
    const seen: unknown[] = [];
    const router = createServer(async (request, response) => {
      seen.push([request.headers.authorization, await text(request)]);
      response.setHeader('content-type', 'application/json');
      response.end('{"predictions":[1]}');
    }).listen(0, '127.0.0.1');
    await once(router, 'listening');
    cleanup.push(async () => router.close());
    await begin();
    await resources.create('InferenceGraph', 'far', flow(), as);
    const tried = () =>
      graphs.try(
        ref,
        { method: 'POST', path: '/', headers: {}, body: '{}' },
        undefined,
      );
    await expect(tried()).rejects.toThrow('has no address: KServe tells one');
    const { port } = router.address() as AddressInfo;
    says({ url: `http://127.0.0.1:${port}` });
    await until(({ endpoints }) => endpoints.length === 2);
    await expect(tried()).resolves.toMatchObject({
      status: 200,
      body: '{"predictions":[1]}',
    });
    expect(seen).toEqual([[undefined, '{}']]);
    await expect(graphs.metrics(ref, '15m')).resolves.toMatchObject({
      absence: expect.stringContaining('not measured here'),
    });
  });

  it('shows the replicas of its router, what they write and what its cluster tells', async () => {
    const { resources, graphs, driver, begin, until } = await setup();
    await begin();
    await resources.create('InferenceGraph', 'far', flow(), as);
    expect((await until(() => true)).replicas).toEqual([]);
    const router = predictor({});
    const [{ id }] = router.replicas;
    const written = { replica: id, text: 'Starting graph' };
    const at = new Date().toISOString();
    driver.cluster.route(ref, [router]);
    driver.cluster.printed(router.key, written);
    driver.cluster.happened(named, {
      type: 'Warning',
      reason: 'BackOff',
      message: 'restarting failed container',
      firstSeen: at,
      lastSeen: at,
      count: 1,
    });
    await until(({ replicas }) => replicas?.[0]?.id === id);
    const request = { tail: 10, previous: false, follow: false };
    const lines = [];
    for await (const line of await graphs.logs(ref, request, undefined))
      lines.push(line);
    expect(lines).toEqual([written]);
    await expect(graphs.events(ref)).resolves.toMatchObject([
      { reason: 'BackOff' },
    ]);
  });

  it('is stopped and deleted there, and goes here with it', async () => {
    const { resources, graphs, driver, begin, until, says } = await setup();
    await begin();
    await resources.create('InferenceGraph', 'far', flow(), as);
    const stopped = await graphs.switch(
      ref,
      true,
      { credentials: mockCredentials.user() },
      async services => services,
    );
    expect(stopped.state.code).toBe('stopping');
    expect(driver.object(named)?.metadata.annotations?.[annotations.stop]).toBe(
      'true',
    );
    says({ conditions: [{ type: 'Stopped', status: 'True' }] });
    await until(({ state }) => state.code === 'stopped');
    await resources.requestDeletion('InferenceGraph', ref, as);
    await until(({ state }) => state.code === 'deleting');
    driver.vanish(named);
    await eventually(
      'it is gone',
      async () => !(await resources.get('InferenceGraph', ref)),
    );
  });
});
