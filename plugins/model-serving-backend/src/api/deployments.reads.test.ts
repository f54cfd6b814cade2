import { testObserved, testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('reading deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) => bed.deploy({ owner: 'group:default/a', ...more }, as);

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
