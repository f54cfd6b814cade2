import { FakeDriver } from '../testing';
import { ApiTestBed } from './__testUtils__';

const examination = {
  observedAt: '2026-01-01T00:00:00.000Z',
  version: 'v1.33.1',
  features: [
    {
      feature: 'keda',
      title: 'KEDA',
      state: 'absent' as const,
      details: [],
      follows: 'The autoscaler class keda is refused here.',
      needed: 'KEDA 2',
    },
  ],
  rights: {
    account: 'system:serviceaccount:greenroom:portal',
    checked: 24,
    missing: [
      {
        namespace: 'demo',
        group: 'apps',
        resource: 'deployments',
        verbs: ['create'],
        purpose: 'replicas cannot be started',
        isOptional: false,
        role: 'greenroom-project',
        command: 'kubectl create rolebinding greenroom-portal',
      },
    ],
  },
};

describe('GET /clusters/:cluster', () => {
  let bed: ApiTestBed;
  beforeEach(async () => {
    bed = await ApiTestBed.create({
      driver: new FakeDriver({ examine: async () => examination }),
    });
  });
  afterEach(() => bed.close());

  it('says what the cluster has, what follows, and which rights are missing', async () => {
    const { status, body } = await bed.call('admin', 'GET', '/clusters/far');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'far', reachable: true, examination });
  });

  it('keeps to itself which rights are missing from who does not manage the settings', async () => {
    const { body } = await bed.call('victor', 'GET', '/clusters/far');
    expect(body.examination.features).toEqual(examination.features);
    expect(body.examination).not.toHaveProperty('rights');
    expect(JSON.stringify(body)).not.toContain('serviceaccount');
  });

  it('does not know a cluster that is not configured', async () => {
    expect(await bed.call('alice', 'GET', '/clusters/moon')).toMatchObject({
      status: 404,
      body: {
        error: {
          message: "there is no cluster 'moon'; configured: local, far",
        },
      },
    });
  });

  it.each([
    ['anonymous', '/clusters/far', 401],
    ['alice', '/clusters/far?x=1', 400],
  ] as const)('refuses %s at %s', async (who, path, status) => {
    expect((await bed.call(who, 'GET', path)).status).toBe(status);
  });

  it('is on record', async () => {
    await bed.call('alice', 'GET', '/clusters/far');
    expect(bed.audit).toEqual([
      expect.objectContaining({ eventId: 'cluster-fetch' }),
    ]);
  });
});
