import { TestDatabases } from '@backstage/backend-test-utils';
import { recordTelemetry } from '../telemetry/__testUtils__/recordTelemetry';
import { as, iris, KEY, setupControl } from './__testUtils__/setupControl';

describe('ControlLoops, seen through OpenTelemetry', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  let recorded: ReturnType<typeof recordTelemetry>;

  beforeEach(() => {
    recorded = recordTelemetry();
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    recorded.remove();
  });

  it('show the passes that bring a deployment up, with what the driver was asked in them', async () => {
    const knex = await databases.init('SQLITE_3');
    const { stores, begin, until } = await setupControl(knex, cleanups);
    const { end } = await begin();
    const length = () => recorded.gauge('greenroom.control.queue.length');
    expect(await length()).toEqual([expect.any(Number)]);

    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    expect(recorded.spans).toContainEqual(
      expect.objectContaining({
        name: 'greenroom.driver.apply',
        parent: 'greenroom.control.pass',
        attributes: { 'greenroom.cluster': 'local', 'greenroom.revision': KEY },
      }),
    );
    await end();

    const passes = recorded.spans.filter(
      ({ name }) => name === 'greenroom.control.pass',
    );
    const counted = recorded.values.filter(
      ({ name }) => name === 'greenroom.control.passes',
    );
    expect(passes[0].attributes).toMatchObject({ 'greenroom.name': 'iris' });
    expect(counted).toHaveLength(passes.length);
    expect(counted[0].attributes).toEqual({
      cluster: 'local',
      outcome: 'done',
    });
    // The next term of another backend has a queue of its own
    expect(await length()).toEqual([]);
  });
});
