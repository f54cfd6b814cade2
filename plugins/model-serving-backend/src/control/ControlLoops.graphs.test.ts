import { TestDatabases } from '@backstage/backend-test-utils';
import type { InferenceGraph } from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../testing';
import { as, iris, ref, setupControl } from './__testUtils__/setupControl';

jest.setTimeout(300_000);

const graphRef = { ...ref, name: 'chain' };

function chain(...services: string[]): InferenceGraph {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: { name: 'chain', namespace: 'demo' },
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

describe('ControlLoops of graphs', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it('keep by which generation gateways answer, once they confirmed it', async () => {
    const { stores, gateway, begin } = await setupControl(
      await databases.init('SQLITE_3'),
      cleanups,
    );
    await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await eventually('the service has a route', () =>
      gateway.current?.routes.some(({ id }) => id === 'demo/iris'),
    );
    const routedSteps = () =>
      gateway.current?.routes.find(({ id }) => id === 'graph:demo/chain')?.graph
        ?.nodes.root.steps.length;
    /** By generation that was kept, the steps that the gateway had confirmed by then. */
    const kept = new Map<number | undefined, number | undefined>();
    const unsubscribe = stores.resources.subscribe(async ({ kind, what }) => {
      if (kind !== 'InferenceGraph' || what !== 'observed') return;
      const steps = routedSteps();
      const stored = await stores.resources.get('InferenceGraph', graphRef);
      kept.set(stored?.object.status?.observedGeneration, steps);
    });
    cleanups.push(async () => unsubscribe());

    const answer = gateway.hold();
    const { object } = await stores.resources.create(
      'InferenceGraph',
      'local',
      chain('iris'),
      as,
    );
    expect(kept.size).toBe(0);
    answer();
    await eventually('the first is served', () => kept.has(1));

    const answerAgain = gateway.hold();
    await stores.resources.update(
      'InferenceGraph',
      graphRef,
      object.metadata.resourceVersion ?? '',
      { ...object, spec: chain('iris', 'iris').spec },
      as,
    );
    answerAgain();
    await eventually('the next is served', () => kept.has(2));
    expect([...kept]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
});
