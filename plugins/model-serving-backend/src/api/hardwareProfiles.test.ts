import {
  annotations,
  readHardwareProfile,
  type HardwareProfileList,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testService } from '../store/__testUtils__';
import { FakeManagedDriver } from '../testing';
import { ApiTestBed } from './__testUtils__';

const PATH = '/clusters/far/hardware-profiles?namespace=demo';
const NAME = `metadata.annotations[${annotations.hardwareProfile}]`;

const profiles: HardwareProfileList = {
  items: [
    readHardwareProfile({
      metadata: { name: 'small', namespace: 'opendatahub' },
      spec: {
        identifiers: [
          {
            displayName: 'CPU',
            identifier: 'cpu',
            minCount: 1,
            maxCount: 4,
            defaultCount: 2,
            resourceType: 'CPU',
          },
        ],
        scheduling: { node: { nodeSelector: { pool: 'a' } } },
      },
    }),
  ],
  namespaces: ['demo', 'opendatahub'],
  problems: [],
};

describe('hardware profiles of a cluster', () => {
  let bed: ApiTestBed;
  let driver: FakeManagedDriver;

  beforeEach(async () => {
    driver = new FakeManagedDriver();
    driver.profiles = profiles;
    bed = await ApiTestBed.create({ farDriver: driver });
  });

  afterEach(() => bed.close());

  it('are listed for whoever is signed in, and that is on record', async () => {
    expect(await bed.call('victor', 'GET', PATH)).toMatchObject({
      status: 200,
      body: profiles,
    });
    expect(bed.audit).toEqual([
      expect.objectContaining({ eventId: 'cluster-fetch' }),
    ]);
  });

  it.each([
    ['a cluster that knows none', 'far'],
    ['one that we reconcile', 'local'],
  ])('are none on %s', async (_, cluster) => {
    driver.profiles = undefined;
    const path = `/clusters/${cluster}/hardware-profiles?namespace=demo`;
    expect(await bed.call('alice', 'GET', path)).toMatchObject({
      status: 200,
      body: { items: [], namespaces: [], problems: [] },
    });
  });

  it.each([
    ['anonymous', PATH, 401],
    ['alice', '/clusters/moon/hardware-profiles?namespace=demo', 404],
    ['alice', '/clusters/far/hardware-profiles?namespace=kube-system', 400],
    ['alice', '/clusters/far/hardware-profiles', 400],
  ] as const)('are refused to %s at %s', async (who, path, status) => {
    expect((await bed.call(who, 'GET', path)).status).toBe(status);
  });

  const service = (profile: string, cpu?: string) => {
    const made = testService({ owner: 'group:default/a' });
    made.metadata.annotations = {
      ...made.metadata.annotations,
      [annotations.hardwareProfile]: profile,
      [annotations.hardwareProfileNamespace]: 'opendatahub',
    };
    if (cpu) made.spec.predictor.model!.resources = { requests: { cpu } };
    return made;
  };
  const create = (body: object, query = '') =>
    bed.call('alice', 'POST', `/deployments?cluster=far${query}`, body);

  it('are named by a deployment, whose amounts they bound', async () => {
    const missing = await create(service('tiny'), '&dryRun=true');
    expect(missing.body.errors).toEqual([
      {
        path: NAME,
        message:
          'there is no hardware profile "tiny" in the namespace "opendatahub": choose one that is there',
      },
    ]);
    const greedy = await create(service('small', '5'), '&dryRun=true');
    expect(greedy.body.errors).toMatchObject([
      { path: 'spec.predictor.model.resources.requests.cpu' },
    ]);
    expect((await create(service('small', '5'))).status).toBe(400);
    expect((await create(service('small', '3'))).status).toBe(201);
  });

  it('may bring what nobody wrote, which is no conflict', async () => {
    // As the webhook of Open Data Hub does
    driver.admission = object => {
      const made = object as InferenceService;
      const { predictor } = made.spec;
      const placed = { ...predictor, nodeSelector: { pool: 'a' } };
      return { ...made, spec: { ...made.spec, predictor: placed } };
    };
    const { body } = await create(service('small', '3'));
    expect(body.resource.spec.predictor.nodeSelector).toEqual({ pool: 'a' });
    const patch = (resourceVersion: string, minReplicas: number) =>
      bed.call('alice', 'PATCH', '/deployments/far/demo/iris', {
        metadata: { resourceVersion },
        spec: { predictor: { minReplicas } },
      });
    const first = await patch(body.resourceVersion, 2);
    expect(first.status).toBe(200);
    const second = await patch(first.body.resourceVersion, 3);
    expect(second.status).toBe(200);
    expect(second.body.resource.spec.predictor).toMatchObject({
      minReplicas: 3,
      nodeSelector: { pool: 'a' },
    });
    const history = await bed.call(
      'alice',
      'GET',
      '/deployments/far/demo/iris/history',
    );
    expect(
      history.body.items.map(({ actor }: { actor: string }) => actor),
    ).toEqual(Array(3).fill('user:default/alice'));
  });
});
