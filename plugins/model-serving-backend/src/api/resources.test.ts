import type { InferenceGraph } from '@greenroom/backstage-plugin-model-serving-common';
import { testRuntime, testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const GRAPH = '/resources/InferenceGraph/local/demo/g';

function graph(
  more: {
    name?: string;
    owner?: string | null;
    services?: string[];
    metadata?: object;
  } = {},
): InferenceGraph {
  const { owner = 'group:default/a', services = ['iris'] } = more;
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: {
      name: more.name ?? 'g',
      namespace: 'demo',
      ...(owner && { annotations: { 'greenroom/owner': owner } }),
      ...more.metadata,
    },
    spec: {
      nodes: {
        root: {
          routerType: 'Sequence',
          steps: services.map(serviceName => ({ serviceName })),
        },
      },
    },
  };
}

describe('resources', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const put = (body: unknown, as: Caller = 'alice', path = GRAPH) =>
    bed.call(as, 'PUT', path, body);

  it('are created, changed, shown with their history, and deleted', async () => {
    await expect(put(graph())).resolves.toMatchObject({
      status: 201,
      body: {
        action: 'create',
        ref: { cluster: 'local', namespace: 'demo', name: 'g' },
        warnings: [],
      },
    });
    await expect(put(graph())).resolves.toMatchObject({
      status: 200,
      body: { action: 'unchanged', changes: [] },
    });
    await expect(put(graph({ services: ['a', 'b'] }))).resolves.toMatchObject({
      status: 200,
      body: { action: 'change', changes: ['spec.nodes.root.steps'] },
    });
    await expect(bed.call('alice', 'GET', GRAPH)).resolves.toMatchObject({
      status: 200,
      body: {
        kind: 'InferenceGraph',
        generation: 2,
        owner: 'group:default/a',
        acted: true,
        conditions: [
          { type: 'Ready', status: 'False', reason: 'GraphNotReady' },
        ],
        resource: { status: { conditions: [{ type: 'Ready' }] } },
        usedBy: [],
        useCount: 0,
      },
    });
    await expect(
      bed.call('alice', 'GET', `${GRAPH}/history`),
    ).resolves.toMatchObject({
      body: {
        items: [
          { action: 'update', actor: 'user:default/alice', how: 'yaml' },
          { action: 'create' },
        ],
      },
    });
    await expect(bed.call('alice', 'DELETE', GRAPH)).resolves.toMatchObject({
      status: 204,
    });
    await expect(bed.call('alice', 'GET', GRAPH)).resolves.toMatchObject({
      status: 404,
    });
  });

  it('are no circle of graphs, whichever of them is changed last', async () => {
    await bed.close();
    bed = await ApiTestBed.create({ gatewayUrl: 'http://127.0.0.1:8081' });
    const calling = (name: string, other?: string): InferenceGraph => ({
      ...graph({ name }),
      spec: {
        nodes: {
          root: {
            routerType: 'Sequence',
            steps: other
              ? [{ serviceUrl: `http://127.0.0.1:8081/graphs/demo/${other}` }]
              : [{ serviceName: 'iris' }],
          },
        },
      },
    });
    const path = (name: string) => GRAPH.replace(/g$/, name);
    await put(calling('b'), 'alice', path('b'));
    await expect(
      put(calling('a', 'b'), 'alice', path('a')),
    ).resolves.toMatchObject({ status: 201 });
    const message =
      'b → a → b is a circle of graphs: a request would never end';
    const field = 'spec.nodes.root.steps[0].serviceUrl';
    await expect(
      put(calling('b', 'a'), 'alice', `${path('b')}?dryRun=true`),
    ).resolves.toMatchObject({
      status: 200,
      body: { action: 'refused', errors: [{ path: field, message }] },
    });
    await expect(
      put(calling('b', 'a'), 'alice', path('b')),
    ).resolves.toMatchObject({
      status: 400,
      body: { error: { message: `${field}: ${message}` } },
    });
    await put(calling('a'), 'alice', path('a'));
    await expect(
      put(calling('b', 'a'), 'alice', path('b')),
    ).resolves.toMatchObject({ status: 200 });
    await expect(
      bed.call('alice', 'GET', `${path('b')}/history`),
    ).resolves.toMatchObject({
      body: {
        items: [
          { action: 'update', result: 'accepted' },
          {
            action: 'update',
            result: 'refused',
            actor: 'user:default/alice',
            how: 'yaml',
            changes: ['spec.nodes.root.steps'],
          },
          { action: 'create', result: 'accepted' },
        ],
      },
    });
  });

  describe('that were changed', () => {
    /** A graph of three writes; their ids, oldest first. */
    async function changed(): Promise<readonly number[]> {
      const steps = { 'root/0': { timeoutMs: 50 } };
      await put(
        graph({
          metadata: {
            annotations: {
              'greenroom/owner': 'group:default/a',
              'greenroom/graph-steps': JSON.stringify(steps),
              'openshift.io/display-name': 'Then',
            },
          },
        }),
      );
      await put(graph({ services: ['iris', 'wine'] }));
      await put(
        graph({
          services: ['digits'],
          metadata: {
            annotations: {
              'greenroom/owner': 'group:default/a',
              'openshift.io/display-name': 'Now',
            },
          },
        }),
      );
      const { body } = await bed.call('alice', 'GET', `${GRAPH}/history`);
      return body.items.map(({ id }: { id: number }) => id).reverse();
    }
    const rollBack = (body: object, as: Caller = 'alice', query = '') =>
      bed.call(as, 'POST', `${GRAPH}/rollback${query}`, body);
    const steps = async () => {
      const { body } = await bed.call('alice', 'GET', GRAPH);
      return body.resource.spec.nodes.root.steps;
    };

    it('show each write with what it left and what it changed', async () => {
      const [first, , last] = await changed();
      await expect(
        bed.call('alice', 'GET', `${GRAPH}/history/${last}`),
      ).resolves.toMatchObject({
        status: 200,
        body: {
          id: last,
          object: { kind: 'InferenceGraph' },
          diff: expect.arrayContaining([
            expect.objectContaining({
              path: 'spec.nodes.root.steps',
              before: [{ serviceName: 'iris' }, { serviceName: 'wine' }],
              after: [{ serviceName: 'digits' }],
            }),
          ]),
        },
      });
      await expect(
        bed.call('alice', 'GET', `${GRAPH}/history/${last}?against=${first}`),
      ).resolves.toMatchObject({ body: { against: { id: first } } });
      await expect(
        bed.call('alice', 'GET', `${GRAPH}/history/999999`),
      ).resolves.toMatchObject({ status: 404 });
    });

    it('go back to an earlier write: its nodes and what it said of them, under the name of now', async () => {
      const [first] = await changed();
      const to = { history: first };
      await expect(
        rollBack(to, 'alice', '?dryRun=true'),
      ).resolves.toMatchObject({
        status: 200,
        body: { action: 'change', errors: [] },
      });
      await expect(steps()).resolves.toEqual([{ serviceName: 'digits' }]);
      await expect(rollBack(to)).resolves.toMatchObject({
        status: 200,
        body: {
          action: 'change',
          resource: {
            metadata: {
              annotations: {
                'openshift.io/display-name': 'Now',
                'greenroom/graph-steps': expect.stringContaining('50'),
              },
            },
          },
        },
      });
      await expect(steps()).resolves.toEqual([{ serviceName: 'iris' }]);
      const { body } = await bed.call('alice', 'GET', `${GRAPH}/history`);
      expect(body.items[0]).toMatchObject({ action: 'rollback' });
      await expect(rollBack(to)).resolves.toMatchObject({
        body: { action: 'unchanged' },
      });
    });

    it('leave out again what an earlier write did not say', async () => {
      const [first, second] = await changed();
      await rollBack({ history: first });
      const { body } = await rollBack({ history: second });
      expect(body.resource.metadata.annotations).not.toHaveProperty(
        'greenroom/graph-steps',
      );
    });

    it.each<[string, (ids: readonly number[]) => object, Caller, number]>([
      ['nothing', () => ({}), 'alice', 400],
      ['a revision, which they do not have', () => ({ revision: 1 }), 'alice', 400], // prettier-ignore
      ['a write that there is not', () => ({ history: 999_999 }), 'alice', 404],
      ['a write, on a version that is old', ([id]) => ({ history: id, resourceVersion: '1' }), 'alice', 409], // prettier-ignore
      ['a write, by somebody else', ([id]) => ({ history: id }), 'victor', 403],
    ])('do not go back to %s', async (_what, to, as, status) => {
      const ids = await changed();
      expect((await rollBack(to(ids), as)).status).toBe(status);
      await expect(steps()).resolves.toEqual([{ serviceName: 'digits' }]);
    });
  });

  it('are only made, and nothing replaced, where that is asked for', async () => {
    const path = `${GRAPH}?onlyNew=true`;
    // Of many at once one makes it; the same again is content
    const answers = await Promise.all(
      ['iris', 'wine', 'digits'].map(service =>
        put(graph({ services: [service] }), 'alice', path),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { body } = await bed.call('alice', 'GET', GRAPH);
    const [made] = body.resource.spec.nodes.root.steps;
    const same = graph({ services: [made.serviceName] });
    await expect(put(same, 'alice', path)).resolves.toMatchObject({
      status: 200,
      body: { action: 'unchanged' },
    });
  });

  it('are checked by a dry run that stores nothing', async () => {
    const wrong = graph({ services: [] });
    await expect(
      bed.call('alice', 'PUT', `${GRAPH}?dryRun=true`, wrong),
    ).resolves.toMatchObject({
      status: 200,
      body: {
        action: 'refused',
        errors: [
          {
            path: 'spec.nodes.root.steps',
            message: expect.stringContaining('has no step'),
          },
        ],
      },
    });
    await expect(
      bed.call('alice', 'PUT', `${GRAPH}?dryRun=true`, graph()),
    ).resolves.toMatchObject({ body: { action: 'create' } });
    await expect(bed.call('alice', 'GET', GRAPH)).resolves.toMatchObject({
      status: 404,
    });
  });

  it('lose what no schema knows, and say so', async () => {
    const sent = { ...graph(), spec: { ...graph().spec, colour: 'red' } };
    const { body } = await put(sent);
    expect(body.warnings).toContainEqual({
      path: 'spec.colour',
      message: 'unknown field "spec.colour"',
    });
    expect(JSON.stringify(body.resource)).not.toContain('colour');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a name beside the address',
      graph({ name: 'other' }),
      /metadata.name is "other", but the address names "g"/,
    ],
    [
      'another kind',
      { ...graph(), kind: 'TrainedModel' },
      /kind is "TrainedModel"/,
    ],
    ['no object', [], /must be an object/],
    ['fields of wrong types', { ...graph(), spec: { nodes: 7 } }, /spec.nodes/],
    [
      'several mistakes at once',
      graph({ services: [''], metadata: { labels: { a: '!' } } }),
      /metadata.labels.*spec.nodes.root.steps\[0\]|spec.nodes.root.steps\[0\].*metadata.labels/,
    ],
  ])('refuse %s', async (_, sent, message) => {
    const { status, body } = await put(sent);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });

  it('refuse a stale write, with both sides', async () => {
    const { body } = await put(graph());
    const stale = body.resource.metadata.resourceVersion;
    await put(graph({ services: ['theirs'] }));
    const mine = graph({
      metadata: { resourceVersion: stale, labels: { a: 'b' } },
    });
    const refused = await put(mine);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /was changed since you read it.*Theirs: user:default\/alice \(update,.*spec.nodes.root.steps.*Yours: .*metadata.labels/,
    );
  });

  it('keep their owner when a text names none, and go to none that is not the caller', async () => {
    await put(graph());
    const { body } = await put(graph({ owner: null, services: ['x'] }));
    expect(body.changes).toEqual(['spec.nodes.root.steps']);
    const stolen = await put(graph({ owner: 'group:default/b' }));
    expect(stolen.status).toBe(403);
    expect(stolen.body.error.message).toMatch(/neither group:default\/b nor/);
  });

  it('belong to a group of whoever makes them, where a text names no owner', async () => {
    const { body } = await put(graph({ owner: null }));
    const owners = { 'greenroom/owner': 'group:default/a' };
    expect(body.resource.metadata.annotations).toEqual(owners);
    const again = await put(graph({ owner: null }));
    expect(again.body.action).toBe('unchanged');
    const service = graph({ name: 'h', owner: null });
    const path = GRAPH.replace('/g', '/h');
    const ofNobody = await put(service, 'service', path);
    expect(ofNobody.body.resource.metadata.annotations).toBeUndefined();
    // Who edits what is nobody's does not become its owner
    const edited = { ...service, spec: graph({ services: ['x'] }).spec };
    const { body: changed } = await put(edited, 'admin', path);
    expect(changed.changes).toEqual(['spec.nodes.root.steps']);
  });

  it.each<[Caller, number, number, number]>([
    ['anonymous', 401, 401, 401],
    ['nobody', 404, 404, 403],
    ['bob', 404, 404, 201],
    ['victor', 200, 403, 403],
    ['admin', 200, 204, 201],
    ['service', 200, 204, 201],
  ])('for %s: read %d, delete %d, create %d', async (as, read, del, create) => {
    await put(graph());
    const other = graph({ name: 'h', owner: null });
    const path = GRAPH.replace('/g', '/h');
    expect((await put(other, as, path)).status).toBe(create);
    expect((await bed.call(as, 'GET', GRAPH)).status).toBe(read);
    expect((await bed.call(as, 'DELETE', GRAPH)).status).toBe(del);
  });

  it('nobody becomes who may place them by naming themselves the owner', async () => {
    const runtime = testRuntime({
      kind: 'ServingRuntime',
      name: 'mine',
      namespace: 'demo',
    });
    runtime.metadata.annotations = { 'greenroom/owner': 'group:default/a' };
    const { status, body } = await put(
      runtime,
      'alice',
      '/resources/ServingRuntime/local/demo/mine',
    );
    expect(status).toBe(403);
    expect(body.error.message).toMatch(/model-serving.runtime.manage/);
  });

  it('are listed by kind, of those that one may see', async () => {
    await put(graph());
    await bed.deploy({ name: 'iris', owner: 'group:default/a' });
    await bed.call(
      'admin',
      'PUT',
      '/resources/ClusterServingRuntime/local/-/wide',
      testRuntime({ kind: 'ClusterServingRuntime', name: 'wide' }),
    );
    const listed = async (as: Caller, query = '') => {
      const { body } = await bed.call(as, 'GET', `/resources${query}`);
      return body.items.map(
        ({ kind, ref }: { kind: string; ref: { name: string } }) =>
          `${kind} ${ref.name}`,
      );
    };
    await expect(listed('alice')).resolves.toEqual([
      'ClusterServingRuntime wide',
      'InferenceGraph g',
      'InferenceService iris',
    ]);
    await expect(listed('bob')).resolves.toEqual([
      'ClusterServingRuntime wide',
    ]);
    await expect(listed('nobody')).resolves.toEqual([]);
    await expect(
      listed('alice', '?kind=InferenceGraph&kind=TrainedModel'),
    ).resolves.toEqual(['InferenceGraph g']);
    await expect(listed('alice', '?namespace=-')).resolves.toEqual([
      'ClusterServingRuntime wide',
    ]);
    const page = await bed.call('alice', 'GET', '/resources?limit=2');
    expect(page.body).toMatchObject({ totalItems: 3, items: [{}, {}] });
    await expect(
      listed('alice', `?limit=2&cursor=${page.body.pageInfo.nextCursor}`),
    ).resolves.toEqual(['InferenceService iris']);
  });

  it.each([
    ['GET', '/resources?kind=Pod', /kind must be one of/],
    ['GET', '/resources/Pod/local/demo/x', /kind in the path must be one of/],
    ['GET', '/resources/InferenceGraph/local/-/x', /belongs to one/],
    [
      'GET',
      '/resources/LocalModelCache/local/demo/x',
      /belongs to none; write -/,
    ],
    [
      'DELETE',
      '/resources/InferenceService/local/demo/x',
      /under \/deployments/,
    ],
  ])('%s %s is refused', async (method, path, message) => {
    const { status, body } = await bed.call('admin', method, path);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });

  it('are kept while something refers to them', async () => {
    const group = {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'LocalModelNodeGroup',
      metadata: { name: 'gpu' },
      spec: {
        storageLimit: '1Gi',
        persistentVolumeSpec: {},
        persistentVolumeClaimSpec: {},
      },
    };
    const cache = {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'LocalModelCache',
      metadata: { name: 'iris' },
      spec: {
        sourceModelUri: 's3://b/iris',
        modelSize: '1Gi',
        nodeGroups: ['gpu'],
      },
    };
    const at = '/resources/LocalModelNodeGroup/local/-/gpu';
    const cacheAt = '/resources/LocalModelCache/local/-/iris';
    const missing = await put(cache, 'admin', cacheAt);
    expect(missing.body.error.message).toMatch(/NodeGroup gpu not found/);
    await put(group, 'admin', at);
    expect((await put(cache, 'admin', cacheAt)).status).toBe(201);
    const refused = await bed.call('admin', 'DELETE', at);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /LocalModelNodeGroup gpu is being used by LocalModelCache iris/,
    );
    await expect(bed.call('admin', 'GET', at)).resolves.toMatchObject({
      body: { useCount: 1, usedBy: [{ kind: 'LocalModelCache' }] },
    });
  });

  it('that a cluster could never run are refused, with what it can run instead', async () => {
    const llm = {
      apiVersion: 'serving.kserve.io/v1alpha2',
      kind: 'LLMInferenceService',
      metadata: { name: 'chat', namespace: 'demo' },
      spec: { model: { uri: 'hf://o/m', name: 'm' } },
    };
    const path = '/resources/LLMInferenceService/local/demo/chat';
    const { status, body } = await put(llm, 'admin', path);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(
      /runs no LLMInferenceService. Create an InferenceService with a runtime for language models/,
    );
    const dry = await bed.call('admin', 'PUT', `${path}?dryRun=true`, llm);
    expect(dry.body.alternative).toMatchObject({
      kind: 'InferenceService',
      spec: { predictor: { model: { storageUri: 'hf://o/m' } } },
    });
  });

  it('tell what a TrainedModel waits for', async () => {
    await bed.deploy({ name: 'parent', owner: 'group:default/a' });
    const model = {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'TrainedModel',
      metadata: { name: 'm', namespace: 'demo' },
      spec: {
        inferenceService: 'parent',
        model: { storageUri: 's3://b/m', framework: 'onnx', memory: '1Gi' },
      },
    };
    const path = '/resources/TrainedModel/local/demo/m';
    const { body } = await put(model, 'admin', path);
    expect(body.warnings).toContainEqual({
      path: 'spec.inferenceService',
      message: expect.stringContaining('serves one model of its own'),
    });
    const shown = await bed.call('admin', 'GET', path);
    expect(shown.body.conditions).toContainEqual(
      expect.objectContaining({ type: 'IsMMSPredictor', status: 'False' }),
    );
    const parent = await bed.call(
      'admin',
      'GET',
      '/resources/InferenceService/local/demo/parent',
    );
    expect(parent.body.usedBy).toEqual([
      {
        kind: 'TrainedModel',
        ref: { cluster: 'local', namespace: 'demo', name: 'm' },
      },
    ]);
  });

  it('leave a trail in the audit log, of refusals too, without values', async () => {
    await put(graph());
    await put(graph({ services: ['secret-service'] }));
    await put(graph(), 'victor');
    const trail = bed.audit.map(
      ({ eventId, meta, outcome }) =>
        `${eventId} ${meta.actionType} ${meta.ref} ${outcome} ${meta.changes}`,
    );
    expect(trail).toEqual([
      'resource-mutate put local/demo/g success ',
      'resource-mutate put local/demo/g success spec.nodes.root.steps',
      'resource-mutate put local/demo/g fail undefined',
    ]);
    expect(JSON.stringify(bed.audit)).not.toContain('secret-service');
  });

  it('never mistake a service for what it is not: deployments have their own address', async () => {
    const { status } = await put(
      testService({}),
      'admin',
      '/resources/InferenceService/local/demo/iris',
    );
    expect(status).toBe(400);
  });
});
