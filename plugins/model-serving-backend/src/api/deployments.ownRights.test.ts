import { NotAllowedError } from '@backstage/errors';
import { testService } from '../store/__testUtils__';
import { FakeManagedDriver } from '../testing';
import { ApiTestBed, type Caller } from './__testUtils__';

const IRIS = '/deployments/far/demo/iris';
const service = testService({ owner: 'group:default/a' });
const more = { spec: { predictor: { minReplicas: 2 } } };

/** A cluster that is asked with the rights of people, where it has its own controller. */
describe('what a cluster would say to a person', () => {
  let driver: FakeManagedDriver;
  let bed: ApiTestBed;

  beforeEach(async () => {
    driver = new FakeManagedDriver();
    bed = await ApiTestBed.create({ farDriver: driver });
  });

  afterEach(() => bed.close());

  /** For whom it was asked on trial, since the last time. */
  const askedFor = () =>
    driver.asked
      .splice(0)
      .filter(({ options }) => options.dryRun)
      .map(({ options }) => options.onBehalfOf?.userEntityRef);

  it.each<[Caller, string | undefined]>([
    ['alice', 'user:default/alice'],
    // A pipeline is nobody on the cluster: the portal is asked
    ['service', undefined],
  ])('is asked as the write is, for %s', async (as, person) => {
    const dryRun = '/deployments?cluster=far&dryRun=true';
    expect(await bed.call(as, 'POST', dryRun, service)).toMatchObject({
      status: 200,
      body: { errors: [] },
    });
    expect(askedFor()).toEqual([person]);
    const made = await bed.call(
      as,
      'POST',
      '/deployments?cluster=far',
      service,
    );
    expect(made.status).toBe(201);
    expect(new Set(askedFor())).toEqual(new Set([person]));
    await bed.call(as, 'PATCH', `${IRIS}?dryRun=true`, more);
    await bed.call(as, 'POST', `${IRIS}/explain`, more);
    await bed.call(as, 'PATCH', IRIS, more);
    const asked = askedFor();
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(new Set(asked)).toEqual(new Set([person]));
  });

  it('is said before anything is written', async () => {
    driver.admission = () => {
      throw new NotAllowedError('you may not write this on the cluster');
    };
    const path = '/deployments?cluster=far&dryRun=true';
    expect(await bed.call('alice', 'POST', path, service)).toMatchObject({
      status: 403,
      body: { error: { message: 'you may not write this on the cluster' } },
    });
  });
});
