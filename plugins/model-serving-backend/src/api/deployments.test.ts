import { request } from 'node:http';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testService } from '../store/__testUtils__';
import { ApiTestBed, authorization, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';
const service = (more: Parameters<typeof testService>[0] = {}) =>
  testService({ owner: 'group:default/a', ...more });

describe('deployments API', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  async function deploy(
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) {
    const answer = await bed.call(as, 'POST', '/deployments', service(more));
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  }

  const routes: [string, string, unknown, number][] = [
    ['GET', IRIS, undefined, 200],
    ['PATCH', IRIS, { spec: { predictor: { minReplicas: 2 } } }, 200],
    ['POST', `${IRIS}/start`, undefined, 202],
    ['POST', `${IRIS}/stop`, undefined, 202],
    ['POST', `${IRIS}/scale`, { minReplicas: 2 }, 202],
    ['GET', `${IRIS}/events`, undefined, 200],
    ['GET', `${IRIS}/history`, undefined, 200],
    ['GET', `${IRIS}/logs`, undefined, 200],
    ['GET', `${IRIS}/metrics?range=15m`, undefined, 200],
    ['POST', `${IRIS}/try`, { path: '/v2', method: 'GET' }, 409],
    ['DELETE', IRIS, undefined, 202],
  ];

  describe.each(routes)('%s %s', (method, path, body, good) => {
    beforeEach(async () => {
      await deploy();
    });

    it.each<[Caller, number]>([
      ['anonymous', 401],
      ['alice', good],
      ['bob', 404],
      ['nobody', 404],
      ['victor', method === 'GET' ? 200 : 403],
      ['admin', good],
      ['service', good],
    ])('answers %s with %d', async (as, status) => {
      await expect(bed.call(as, method, path, body)).resolves.toMatchObject({
        status,
      });
    });

    it('does not tell apart what does not exist and what may not be seen', async () => {
      const hidden = await bed.call('bob', method, path, body);
      const missing = await bed.call(
        'bob',
        method,
        path.replace('iris', 'nope'),
        body,
      );
      expect(missing.status).toBe(404);
      expect(missing.body.error.message.replace('nope', 'iris')).toBe(
        hidden.body.error.message,
      );
    });

    it('refuses parameters that it does not know', async () => {
      const separator = path.includes('?') ? '&' : '?';
      const answer = await bed.call(
        'alice',
        method,
        `${path}${separator}dryrun=1`,
        body,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: {
          error: {
            name: 'InputError',
            message: expect.stringContaining('dryrun'),
          },
        },
      });
    });

    it('refuses what cannot be a name', async () => {
      const answer = await bed.call(
        'alice',
        method,
        path.replace('demo', 'De_mo'),
        body,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('namespace') } },
      });
    });
  });

  describe('creation', () => {
    it('answers with the deployment as it begins', async () => {
      const created = await deploy({ title: 'Iris' });
      expect(created).toMatchObject({
        ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
        title: 'Iris',
        owner: 'group:default/a',
        entityRef: 'component:demo/iris',
        state: { code: 'starting' },
        replicas: { ready: 0, desired: 1 },
        revisions: [],
      });
    });

    it.each<[Caller, number]>([
      ['anonymous', 401],
      ['nobody', 403],
      ['victor', 403],
      ['service', 201],
      ['admin', 201],
    ])('by %s is answered with %d', async (as, status) => {
      const { metadata, ...rest } = service();
      const unowned = { ...rest, metadata: { ...metadata, annotations: {} } };
      await expect(
        bed.call(as, 'POST', '/deployments', unowned),
      ).resolves.toMatchObject({ status });
      await expect(
        bed.call(as, 'POST', '/deployments?dryRun=true', unowned),
      ).resolves.toMatchObject({ status: status === 201 ? 200 : status });
    });

    it("without an owner belongs to the caller's group, or to them", async () => {
      await bed.call(
        'alice',
        'POST',
        '/deployments',
        testService({ name: 'one' }),
      );
      await bed.call(
        'admin',
        'POST',
        '/deployments',
        testService({ name: 'two' }),
      );
      await bed.call(
        'service',
        'POST',
        '/deployments',
        testService({ name: 'three' }),
      );
      const owners = ['one', 'two', 'three'].map(
        async name =>
          (await bed.call('admin', 'GET', `/deployments/local/demo/${name}`))
            .body.owner,
      );
      await expect(Promise.all(owners)).resolves.toEqual([
        'group:default/a',
        'user:default/admin',
        undefined,
      ]);
    });

    it.each<[string, Caller, number]>([
      ['group:default/a', 'alice', 201],
      ['A', 'alice', 201],
      ['user:default/alice', 'alice', 201],
      ['group:default/b', 'alice', 403],
      ['group:default/b', 'admin', 201],
      ['group:default/b', 'service', 201],
      ['a b/c:d', 'alice', 400],
    ])(
      'for the owner %s by %s is answered with %d',
      async (owner, as, status) => {
        await expect(
          bed.call(as, 'POST', '/deployments', testService({ owner })),
        ).resolves.toMatchObject({ status });
      },
    );

    it('keeps nothing that only the server writes', async () => {
      const { body } = await bed.call('alice', 'POST', '/deployments', {
        ...service(),
        metadata: {
          ...service().metadata,
          uid: 'mine',
          resourceVersion: '99',
          generation: 7,
          deletionTimestamp: '2020-01-01T00:00:00Z',
          managedFields: [],
        },
        status: { url: 'http://evil' },
      });
      expect(body.uid).not.toBe('mine');
      expect(body.generation).toBe(1);
      expect(body.resource.status).toBeUndefined();
      expect(body.resource.metadata.deletionTimestamp).toBeUndefined();
    });

    it('refuses a name that is taken, and changes nothing', async () => {
      await deploy();
      const again = await bed.call(
        'alice',
        'POST',
        '/deployments',
        service({ minReplicas: 3 }),
      );
      expect(again).toMatchObject({
        status: 409,
        body: {
          error: { message: expect.stringContaining('local/demo/iris') },
        },
      });
      const { body } = await bed.call('alice', 'GET', IRIS);
      expect(body.resource.spec.predictor.minReplicas).toBe(1);
    });

    it('with one key happens once', async () => {
      const first = await bed.call('alice', 'POST', '/deployments', service(), {
        'idempotency-key': 'k1',
      });
      const second = await bed.call(
        'alice',
        'POST',
        '/deployments',
        service(),
        { 'idempotency-key': 'k1' },
      );
      expect(second).toMatchObject({
        status: 201,
        body: { uid: first.body.uid },
      });
      const other = await bed.call('alice', 'POST', '/deployments', service(), {
        'idempotency-key': 'k2',
      });
      expect(other.status).toBe(409);
      const retry = await bed.call(
        'alice',
        'POST',
        '/deployments',
        service({ name: 'two' }),
        { 'idempotency-key': 'k2' },
      );
      expect(retry.status).toBe(201);
    });

    it('on a cluster that is not there names those that are', async () => {
      const answer = await bed.call(
        'alice',
        'POST',
        '/deployments?cluster=moon',
        service(),
      );
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('local, far') } },
      });
    });

    type Spoil = (good: InferenceService) => unknown;
    const predictor =
      (change: object): Spoil =>
      good => ({
        ...good,
        spec: { predictor: { ...good.spec.predictor, ...change } },
      });
    const named =
      (name: unknown): Spoil =>
      good => ({ ...good, metadata: { ...good.metadata, name } });
    it.each<[string, Spoil, string]>([
      ['capitals in the name', named('Iris'), 'metadata.name'],
      ['a name that is too long', named('a'.repeat(64)), 'metadata.name'],
      ['a name that is a path', named('../etc'), 'metadata.name'],
      ['a name that is a number', named(7), 'metadata.name'],
      ['no name', named(undefined), 'metadata.name'],
      [
        'ten thousand replicas',
        predictor({ minReplicas: 10_000, maxReplicas: 10_000 }),
        'spec.predictor',
      ],
      [
        'negative replicas',
        predictor({ minReplicas: -1 }),
        'spec.predictor.minReplicas',
      ],
      [
        'half a replica',
        predictor({ minReplicas: 1.5 }),
        'spec.predictor.minReplicas',
      ],
      [
        'replicas as a text',
        predictor({ minReplicas: 'many' }),
        'spec.predictor.minReplicas',
      ],
      ['another kind', good => ({ ...good, kind: 'Pod' }), 'kind'],
      ['no spec', good => ({ ...good, spec: undefined }), 'spec'],
      ['a spec that is a text', good => ({ ...good, spec: 'x' }), 'spec'],
      ['a list', () => [], 'InferenceService'],
    ])('with %s is refused, naming the field', async (_, spoil, field) => {
      const answer = await bed.call(
        'alice',
        'POST',
        '/deployments',
        spoil(service()),
      );
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining(field) } },
      });
      await expect(
        bed.stores.resources.countDeployments(),
      ).resolves.toMatchObject({ all: 0 });
    });

    it('dry, stores nothing and tells runtime, configuration and warnings', async () => {
      const good = service();
      const { status, body } = await bed.call(
        'alice',
        'POST',
        '/deployments?dryRun=true',
        {
          ...good,
          spec: { predictor: { ...good.spec.predictor, fooBar: 1 } },
        },
      );
      expect(status).toBe(200);
      expect(body.errors).toEqual([]);
      expect(body.warnings).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining('fooBar') }),
      );
      expect(body.runtime.chosen).toMatchObject({
        name: 'onnx-server',
        protocol: 'v2',
      });
      expect(body.configuration).toContainEqual(
        expect.objectContaining({ value: 'serve' }),
      );
      await expect(
        bed.stores.resources.countDeployments(),
      ).resolves.toMatchObject({ all: 0 });
    });

    it('dry, tells all errors and a name that is taken', async () => {
      await deploy();
      const taken = await bed.call(
        'alice',
        'POST',
        '/deployments?dryRun=true',
        service(),
      );
      expect(taken.body.errors).toEqual([
        { path: 'metadata.name', message: expect.stringContaining('taken') },
      ]);
      const wrong = await bed.call(
        'alice',
        'POST',
        '/deployments?dryRun=true',
        predictor({ minReplicas: -1 })(service()),
      );
      expect(wrong).toMatchObject({
        status: 200,
        body: { errors: [expect.anything()] },
      });
    });
  });

  describe('bodies', () => {
    it('that are YAML are refused, bombs among them, whatever they claim to be', async () => {
      const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n`;
      for (const type of [
        'application/yaml',
        'text/yaml',
        'text/plain',
        'application/x-www-form-urlencoded',
      ]) {
        const answer = await bed.call('alice', 'POST', '/deployments', bomb, {
          'content-type': type,
        });
        expect(answer).toMatchObject({
          status: 400,
          body: { error: { message: expect.stringContaining('JSON') } },
        });
      }
      await expect(
        bed.call('alice', 'POST', '/deployments', bomb),
      ).resolves.toMatchObject({ status: 400 });
    });

    it('with an error in the JSON do not come back', async () => {
      const answer = await bed.call(
        'alice',
        'POST',
        '/connections',
        '{"values": {"AWS_SECRET_ACCESS_KEY": "s3cr3t-value" ',
      );
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain('s3cr3t-value');
    });

    it('of a gigabyte are refused after the first megabytes', async () => {
      const { status, sent } = await sendEndlessly(`${bed.url}/deployments`, {
        ...authorization('alice'),
        'content-type': 'application/json',
      });
      // The connection ends with the answer, which may overtake it
      expect([413, 'hung up']).toContain(status);
      expect(sent).toBeLessThan(100e6);
    });

    it('that are too large say how large they may be', async () => {
      const answer = await bed.call('alice', 'POST', '/deployments', {
        x: 'x'.repeat(2e6),
      });
      expect(answer).toMatchObject({
        status: 413,
        body: { error: { message: expect.stringContaining('1048576') } },
      });
    });

    it.each([
      ['create', 'POST', '/deployments'],
      ['patch', 'PATCH', IRIS],
      ['connection', 'POST', '/connections'],
    ])(
      'that nest a hundred thousand levels are refused: %s',
      async (_, method, path) => {
        await deploy();
        const deep = `{"spec":${'{"a":'.repeat(100_000)}1${'}'.repeat(
          100_000,
        )}}`;
        await expect(
          bed.call('alice', method, path, deep),
        ).resolves.toMatchObject({ status: 400 });
      },
    );

    it('with a prototype in them change no prototype', async () => {
      await deploy();
      await bed.call(
        'alice',
        'PATCH',
        IRIS,
        '{"__proto__":{"polluted":true},"spec":{"__proto__":{"polluted":true}}}',
      );
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });
  });

  describe('changes', () => {
    it('merge, and remove what is null', async () => {
      await deploy({ title: 'Iris', tags: 'a' });
      const { body } = await bed.call('alice', 'PATCH', IRIS, {
        metadata: { annotations: { 'openshift.io/display-name': null } },
        spec: { predictor: { minReplicas: 2 } },
      });
      expect(body).toMatchObject({ title: 'iris', tags: ['a'], generation: 2 });
    });

    it('of an old version are refused with both sides', async () => {
      const { resourceVersion } = await deploy();
      await bed.call('admin', 'PATCH', IRIS, {
        spec: { predictor: { minReplicas: 4 } },
      });
      const answer = await bed.call('alice', 'PATCH', IRIS, {
        metadata: { resourceVersion, labels: { team: 'x' } },
      });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toMatch(
        /Theirs: user:default\/admin \(update, .*\): spec\.predictor\.minReplicas\. Yours: .*metadata\.labels/,
      );
      await expect(bed.call('alice', 'GET', IRIS)).resolves.toMatchObject({
        body: { resource: { spec: { predictor: { minReplicas: 4 } } } },
      });
    });

    it('without a version both arrive, when two come at once', async () => {
      await deploy();
      const [a, b] = await Promise.all([
        bed.call('alice', 'PATCH', IRIS, { metadata: { labels: { a: '1' } } }),
        bed.call('alice', 'PATCH', IRIS, { metadata: { labels: { b: '2' } } }),
      ]);
      expect([a.status, b.status]).toEqual([200, 200]);
      const { body } = await bed.call('alice', 'GET', IRIS);
      expect(body.resource.metadata.labels).toEqual({ a: '1', b: '2' });
    });

    it.each<[string, object, string]>([
      ['the name', { metadata: { name: 'other' } }, 'metadata.name'],
      [
        'the project',
        { metadata: { namespace: 'other' } },
        'metadata.namespace',
      ],
      [
        'the kind of model',
        {
          metadata: {
            annotations: { 'opendatahub.io/model-type': 'generative' },
          },
        },
        'model-type',
      ],
    ])('of %s are refused', async (_, patch, field) => {
      await deploy({
        annotations: { 'opendatahub.io/model-type': 'predictive' },
      });
      const answer = await bed.call('alice', 'PATCH', IRIS, patch);
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining(field) } },
      });
    });

    it('of the owner to strangers are refused', async () => {
      await deploy();
      const patch = {
        metadata: { annotations: { 'greenroom/owner': 'group:default/b' } },
      };
      await expect(
        bed.call('alice', 'PATCH', IRIS, patch),
      ).resolves.toMatchObject({ status: 403 });
      await expect(
        bed.call('alice', 'PATCH', `${IRIS}?dryRun=true`, patch),
      ).resolves.toMatchObject({
        status: 200,
        body: { errors: [{ path: expect.stringContaining('owner') }] },
      });
      await expect(
        bed.call('admin', 'PATCH', IRIS, patch),
      ).resolves.toMatchObject({ status: 200 });
    });

    it('dry, change nothing', async () => {
      const before = await deploy();
      const { body } = await bed.call('alice', 'PATCH', `${IRIS}?dryRun=true`, {
        spec: { predictor: { minReplicas: 3 } },
      });
      expect(body.resource.spec.predictor.minReplicas).toBe(3);
      await expect(bed.call('alice', 'GET', IRIS)).resolves.toMatchObject({
        body: { resourceVersion: before.resourceVersion },
      });
    });

    it('by stop and start are repeatable', async () => {
      await deploy();
      const once = await bed.call('alice', 'POST', `${IRIS}/stop`);
      const twice = await bed.call('alice', 'POST', `${IRIS}/stop`);
      expect(
        once.body.resource.metadata.annotations['serving.kserve.io/stop'],
      ).toBe('true');
      expect(twice.body.resourceVersion).toBe(once.body.resourceVersion);
      const started = await bed.call('alice', 'POST', `${IRIS}/start`);
      expect(
        started.body.resource.metadata.annotations['serving.kserve.io/stop'],
      ).toBe('false');
    });

    it.each([
      [{ minReplicas: 2, maxReplicas: 3 }, 202],
      [{ minReplicas: 0, maxReplicas: 1 }, 400],
      [{ minReplicas: 10_000 }, 400],
      [{ minReplicas: 3, maxReplicas: 2 }, 400],
      [{ minReplicas: 1.5 }, 400],
      [{ minReplicas: '2' }, 400],
      [{ minReplicas: 1, extra: 1 }, 400],
      [{}, 400],
      [undefined, 400],
    ])('of scale to %j are answered with %d', async (scale, status) => {
      await deploy();
      await expect(
        bed.call('alice', 'POST', `${IRIS}/scale`, scale),
      ).resolves.toMatchObject({ status });
    });

    it('end with the deletion', async () => {
      await deploy();
      await expect(bed.call('alice', 'DELETE', IRIS)).resolves.toMatchObject({
        status: 202,
      });
      await expect(bed.call('alice', 'DELETE', IRIS)).resolves.toMatchObject({
        status: 202,
      });
      await expect(
        bed.call('alice', 'POST', `${IRIS}/start`),
      ).resolves.toMatchObject({ status: 409 });
      await expect(bed.call('alice', 'GET', IRIS)).resolves.toMatchObject({
        status: 200,
        body: { state: { code: 'deleting' } },
      });
    });

    it('are history, with who and what but no values', async () => {
      await deploy();
      await bed.call('admin', 'POST', `${IRIS}/scale`, { minReplicas: 2 });
      const { body } = await bed.call('alice', 'GET', `${IRIS}/history`);
      expect(body.items).toEqual([
        expect.objectContaining({
          action: 'scale',
          actor: 'user:default/admin',
          changes: ['spec.predictor.minReplicas'],
        }),
        expect.objectContaining({
          action: 'create',
          actor: 'user:default/alice',
        }),
      ]);
    });

    it('are audited with ids and field paths, refusals too', async () => {
      await deploy();
      await bed.call('alice', 'PATCH', IRIS, {
        metadata: { annotations: { note: 'very private' } },
      });
      await bed.call('bob', 'DELETE', IRIS);
      expect(bed.audit).toEqual([
        {
          eventId: 'deployment-mutate',
          severityLevel: 'medium',
          meta: { actionType: 'create', ref: 'local/demo/iris' },
          outcome: 'success',
        },
        {
          eventId: 'deployment-mutate',
          severityLevel: 'medium',
          meta: {
            actionType: 'update',
            ref: 'local/demo/iris',
            changes: ['metadata.annotations.note'],
          },
          outcome: 'success',
        },
        {
          eventId: 'deployment-mutate',
          severityLevel: 'medium',
          meta: { actionType: 'delete', ref: 'local/demo/iris' },
          outcome: 'fail',
        },
      ]);
    });
  });

  describe('the list', () => {
    beforeEach(async () => {
      await deploy({ name: 'one', title: 'Beta' });
      await deploy({
        name: 'two',
        title: 'Alpha',
        namespace: 'prod',
        format: 'xgboost',
      });
      await bed.call(
        'bob',
        'POST',
        '/deployments',
        testService({ name: 'three' }),
      );
    });

    it.each<[Caller, string[]]>([
      ['alice', ['two', 'one']],
      ['bob', ['three']],
      ['nobody', []],
      ['victor', ['two', 'one', 'three']],
      ['service', ['two', 'one', 'three']],
    ])('shows and counts for %s what they may see', async (as, expected) => {
      const { status, body } = await bed.call(
        as,
        'GET',
        '/deployments?orderField=name,asc',
      );
      expect(status).toBe(200);
      expect(
        body.items.map((item: { ref: { name: string } }) => item.ref.name),
      ).toEqual(expected);
      expect(body.totalItems).toBe(expected.length);
      expect(body.counters.all).toBe(expected.length);
    });

    it('refuses the anonymous', async () => {
      await expect(
        bed.call('anonymous', 'GET', '/deployments'),
      ).resolves.toMatchObject({ status: 401 });
    });

    it('pages and filters', async () => {
      const first = await bed.call(
        'victor',
        'GET',
        '/deployments?limit=2&orderField=name,asc',
      );
      const rest = await bed.call(
        'victor',
        'GET',
        `/deployments?limit=2&orderField=name,asc&cursor=${first.body.pageInfo.nextCursor}`,
      );
      expect(rest.body.items).toHaveLength(1);
      const some = await bed.call(
        'victor',
        'GET',
        '/deployments?namespace=prod&namespace=other&format=xgboost&state=starting',
      );
      expect(some.body).toMatchObject({ totalItems: 1, counters: { all: 3 } });
    });

    it.each([
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1&limit=2',
      'orderField=secret,asc',
      'orderField=name,up',
      'cursor=x',
      'search=%00',
      'filter=a',
      'state[a]=b',
    ])('refuses ?%s, naming the parameter', async query => {
      const answer = await bed.call('alice', 'GET', `/deployments?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toContain(query.split(/[=[]/)[0]);
    });
  });

  it('shows what was observed', async () => {
    const { uid } = await deploy();
    await bed.stores.resources.updateObserved(
      uid,
      { url: 'http://x' },
      testObserved('ready', {
        runtime: {
          kind: 'ClusterServingRuntime',
          name: 'onnx-server',
          title: 'ONNX server',
        },
        protocol: 'v2',
        lastDeployedAt: '2026-11-21T12:00:00.000Z',
      }),
    );
    await bed.stores.events.record(uid, {
      type: 'Normal',
      reason: 'Ready',
      message: 'serves',
    });
    const { body } = await bed.call('alice', 'GET', IRIS);
    expect(body).toMatchObject({
      state: { code: 'ready' },
      fullState: { code: 'ready', steps: [] },
      runtime: { title: 'ONNX server' },
      model: { protocol: 'v2' },
    });
    const events = await bed.call('alice', 'GET', `${IRIS}/events`);
    expect(events.body.items).toEqual([
      expect.objectContaining({ reason: 'Ready', count: 1 }),
    ]);
  });

  it('says why there are no metrics', async () => {
    await deploy();
    const fresh = await bed.call('alice', 'GET', `${IRIS}/metrics`);
    expect(fresh.body).toMatchObject({
      range: '1h',
      absence: expect.stringContaining('not been ready'),
    });
    await bed.call('alice', 'POST', `${IRIS}/stop`);
    const stopped = await bed.call('alice', 'GET', `${IRIS}/metrics?range=7d`);
    expect(stopped.body.absence).toContain('stopped');
    await expect(
      bed.call('alice', 'GET', `${IRIS}/metrics?range=2h`),
    ).resolves.toMatchObject({ status: 400 });
  });
});

/** Sends a body without an end until there is an answer or the server hangs up; a gigabyte at most. */
function sendEndlessly(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | 'hung up'; sent: number }> {
  return new Promise(resolve => {
    const blank = Buffer.alloc(65_536, ' ');
    let sent = 0;
    const call = request(url, { method: 'POST', headers }, response => {
      resolve({ status: response.statusCode ?? 0, sent });
      call.destroy();
    });
    call.on('error', () => resolve({ status: 'hung up', sent }));
    const send = () => {
      while (!call.destroyed && sent < 1e9) {
        sent += blank.length;
        if (!call.write(blank)) {
          call.once('drain', send);
          return;
        }
      }
      call.end();
    };
    send();
  });
}
