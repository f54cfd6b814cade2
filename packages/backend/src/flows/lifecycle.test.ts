import {
  Catalog,
  Deployments,
  flower,
  labelOf,
  locationsOf,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

const PATH = '/deployments/local/demo';

describe('the life of a deployment', () => {
  let portal: TestPortal;
  let deployments: Deployments;
  let catalog: Catalog;

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all');
    deployments = new Deployments(portal);
    catalog = new Catalog(portal);
    await deployments.connect('samples');
  });

  afterAll(() => portal.close());

  it('stops without leaving the catalog, and starts again', async () => {
    await deployments.deploy('pausing', 'samples');
    await until('it is in the catalog', () =>
      catalog.get('component/demo/pausing'),
    );
    await deployments.call('POST', `${PATH}/pausing/stop`);
    const stopped = await deployments.untilSeen(
      'pausing',
      ({ state, replicas }) => state.word === 'Stopped' && replicas.ready === 0,
    );
    expect(stopped.fullState.headline).not.toBe('');
    const refused = await until('the gateway says so', async () => {
      const answer = await deployments.predict('pausing');
      return answer.status !== 200 && answer;
    });
    expect(refused).toMatchObject({
      status: 503,
      body: expect.anything(),
    });
    expect(JSON.stringify(refused.body)).toContain('Stopped');
    expect(await catalog.get('component/demo/pausing')).toBeDefined();

    await deployments.call('POST', `${PATH}/pausing/start`);
    await deployments.ready('pausing');
    const answer = await deployments.predict('pausing');
    expect([answer.status, labelOf(answer)]).toEqual([200, flower.label]);
    await deployments.remove('pausing');
  });

  it('grows to two replicas that both answer', async () => {
    const small = await deployments.deploy('growing', 'samples');
    await deployments.call('POST', `${PATH}/growing/scale`, { minReplicas: 2 });
    const grown = await deployments.untilSeen(
      'growing',
      ({ replicas, state }) => replicas.ready === 2 && state.word === 'Ready',
    );
    expect(grown.revisions.map(({ name }) => name)).toEqual(
      small.revisions.map(({ name }) => name),
    );
    expect(locationsOf(grown)).toEqual(
      expect.arrayContaining(locationsOf(small)),
    );
    expect(new Set(locationsOf(grown)).size).toBe(2);
    await deployments.remove('growing');
  });

  it('makes a revision of another model, and none of another title', async () => {
    const first = await deployments.deploy('changing', 'samples');
    const titled = await deployments.call('PATCH', `${PATH}/changing`, {
      metadata: { annotations: { 'openshift.io/display-name': 'Flowers' } },
    });
    expect(titled).toMatchObject({ status: 200, body: { title: 'Flowers' } });
    await until('the catalog has the title', async () => {
      const component = await catalog.get('component/demo/changing');
      return component?.metadata.title === 'Flowers';
    });
    const same = await deployments.get('changing');
    expect(same!.revisions).toHaveLength(1);
    expect(locationsOf(same!)).toEqual(locationsOf(first));

    await deployments.call('PATCH', `${PATH}/changing`, {
      spec: { predictor: { model: { storage: { path: 'digits' } } } },
    });
    const second = await deployments.untilSeen(
      'changing',
      ({ revisions, state }) =>
        state.word === 'Ready' &&
        revisions.length === 2 &&
        revisions[0].percent === 100 &&
        (revisions[1].facts?.replicas ?? []).length === 0,
    );
    expect(second.revisions.map(({ number }) => number)).toEqual([2, 1]);
    const [before] = locationsOf(first);
    expect(locationsOf(second)).not.toContain(before);
    await until('the old process has ended', async () => !isAlive(before));
    const answer = await deployments.predict('changing', zeros(64));
    expect(answer.status).toBe(200);
    await deployments.remove('changing');
  });

  it('takes its private connection along, and leaves a shared one', async () => {
    await deployments.connect('own', { privateTo: 'owning' });
    await deployments.deploy('owning', 'own');
    await deployments.deploy('sharing', 'samples');
    const kept = await deployments.call(
      'DELETE',
      '/connections/local/demo/samples',
    );
    expect(kept.status).toBe(409);

    await deployments.remove('owning');
    await deployments.remove('sharing');
    const statuses = await Promise.all(
      ['own', 'samples'].map(
        async name =>
          (
            await deployments.call('GET', `/connections/local/demo/${name}`)
          ).status,
      ),
    );
    expect(statuses).toEqual([404, 200]);
    await until(
      'the catalog follows',
      async () => !(await catalog.get('resource/demo/own_connection')),
    );
    expect(await catalog.get('resource/demo/samples_connection')).toBeDefined();
  });
});

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0);
}

/** @param location - `pid 123` */
function isAlive(location: string): boolean {
  try {
    process.kill(Number(location.replace('pid ', '')), 0);
    return true;
  } catch {
    return false;
  }
}
