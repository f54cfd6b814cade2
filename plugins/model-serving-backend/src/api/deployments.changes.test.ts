import type { testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('changes of deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) => bed.deploy({ owner: 'group:default/a', ...more }, as);

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
    ['the project', { metadata: { namespace: 'other' } }, 'metadata.namespace'],
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

  it('that are refused are history too, and no part of what changed since', async () => {
    const { resourceVersion } = await deploy();
    const scale = (minReplicas: unknown, version?: string) => ({
      ...(version && { metadata: { resourceVersion: version } }),
      spec: { predictor: { minReplicas } },
    });
    await bed.call('admin', 'PATCH', IRIS, scale(2));
    const answers = [
      await bed.call('alice', 'PATCH', IRIS, scale('many')),
      await bed.call('alice', 'PATCH', IRIS, scale(3, resourceVersion)),
      await bed.call('alice', 'PATCH', IRIS, scale(4, resourceVersion)),
      await bed.call('alice', 'PATCH', `${IRIS}?dryRun=true`, scale(-1)),
      await bed.call('victor', 'PATCH', IRIS, scale(5)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      400, 409, 409, 200, 403,
    ]);
    expect(answers[2].body.error.message).toMatch(
      /Theirs: user:default\/admin \(update, [^)]*\): spec\.predictor\.minReplicas\. Yours/,
    );
    const { body } = await bed.call('alice', 'GET', `${IRIS}/history`);
    const refused = {
      generation: 2,
      action: 'update',
      actor: 'user:default/alice',
      changes: ['spec.predictor.minReplicas'],
      result: 'refused',
    };
    const [changed, alsoChanged, wrong] = [2, 1, 0].map(
      at => answers[at].body.error.message,
    );
    expect(body.items).toEqual([
      expect.objectContaining({ ...refused, reason: changed }),
      expect.objectContaining({ ...refused, reason: alsoChanged }),
      expect.objectContaining({ ...refused, reason: wrong }),
      expect.objectContaining({ action: 'update', result: 'accepted' }),
      expect.objectContaining({ action: 'create', result: 'accepted' }),
    ]);
  });

  it('that are refused keep no secrets in their reasons', async () => {
    await deploy();
    const answer = await bed.call('alice', 'PATCH', IRIS, {
      spec: {
        predictor: {
          model: {
            storage: null,
            storageUri: 'https://user:geheim@example.com/a?sig=sesam',
            args: ['--password=hunter2'],
            env: [{ name: '--password=hunter2', value: 'hunter2' }],
          },
        },
      },
    });
    expect(answer.status).toBe(400);
    const { body } = await bed.call('alice', 'GET', `${IRIS}/history`);
    const [{ reason }] = body.items;
    expect(reason).toContain('spec.predictor.model.env[0].name');
    expect(reason).not.toMatch(/geheim|sesam|hunter2/);
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
