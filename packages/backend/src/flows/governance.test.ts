import { Deployments, Scaffolder, TestPortal } from './__testUtils__';

jest.setTimeout(600_000);

const IRIS = '/deployments/local/demo/iris';

describe('a portal whose policy lets all see and owners change', () => {
  let portal: TestPortal;
  let alice: Deployments;
  let bob: Deployments;
  let vera: Deployments;

  beforeAll(async () => {
    portal = await TestPortal.create('owners');
    alice = new Deployments(portal, 'alice');
    bob = new Deployments(portal, 'bob');
    vera = new Deployments(portal, 'vera');
    await alice.connect('samples', { owner: 'group:default/a' });
    await alice.deploy('iris', 'samples');
  });

  afterAll(() => portal.close());

  it('shows a deployment to others, and lets them change nothing', async () => {
    expect(await bob.get('iris')).toMatchObject({ owner: 'group:default/a' });
    const tries: [string, string, object?][] = [
      ['PATCH', IRIS, { spec: { predictor: { minReplicas: 2 } } }],
      ['POST', `${IRIS}/scale`, { minReplicas: 2 }],
      ['POST', `${IRIS}/stop`],
      ['DELETE', IRIS],
      ['DELETE', '/connections/local/demo/samples'],
    ];
    for (const [method, path, body] of tries) {
      const answer = await bob.call(method, path, body);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body.error.message).toContain('group:default/a');
    }
    expect(await alice.get('iris')).toMatchObject({
      state: { word: 'Ready' },
      generation: 1,
    });
    const owner = await alice.call('POST', `${IRIS}/scale`, { minReplicas: 1 });
    expect(owner.status).toBe(202);
  });

  it('lets nobody create in the name of a group that they are not in', async () => {
    const service = bob.service('usurped', 'samples');
    service.metadata.annotations = { 'greenroom/owner': 'group:default/a' };
    const answer = await bob.call('POST', '/deployments', service);
    expect(answer).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('greenroom/owner') } },
    });
    const connection = await bob.call('POST', '/connections', {
      namespace: 'demo',
      name: 'usurped',
      owner: 'group:default/a',
      type: 'uri-v1',
      values: { URI: 'https://example.com/model' },
    });
    expect(connection.status).toBe(403);
    expect(await alice.get('usurped')).toBeUndefined();
  });

  it('lets nobody deploy from a connection that they may not use', async () => {
    const direct = await bob.call(
      'POST',
      '/deployments',
      bob.service('borrowed', 'samples'),
    );
    expect(direct).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('"samples"') } },
    });
    const task = await new Scaffolder(portal, 'bob').run('deploy-model', {
      namespace: 'demo',
      title: 'Borrowed',
      name: 'borrowed',
      source: 'existing',
      connection: 'samples',
      path: 'iris',
      modelFormat: { name: 'onnx', version: '1' },
    });
    expect([task.status, task.log]).toEqual([
      'failed',
      expect.stringContaining('"samples"'),
    ]);
    expect(await alice.get('borrowed')).toBeUndefined();
  });

  it('lists and counts only what a user may see', async () => {
    await vera.connect('hers');
    await vera.call('POST', '/deployments', vera.service('hers', 'hers'));
    const seen = async (by: Deployments) => {
      const { body } = await by.call('GET', '/deployments?orderField=name,asc');
      const { items, totalItems, counters } = body;
      return {
        names: items.map(({ ref }: { ref: { name: string } }) => ref.name),
        totalItems,
        all: counters.all,
      };
    };
    expect(await seen(alice)).toEqual({
      names: ['hers', 'iris'],
      totalItems: 2,
      all: 2,
    });
    expect(await seen(vera)).toEqual({
      names: ['hers'],
      totalItems: 1,
      all: 1,
    });
    expect(await vera.get('iris')).toBeUndefined();
    const hidden = await vera.call('DELETE', IRIS);
    expect(hidden.status).toBe(404);
    const answer = await vera.call('POST', `${IRIS}/try`, {
      path: '/v2/models/iris',
      method: 'GET',
    });
    expect(answer.status).toBe(404);
  });
});
