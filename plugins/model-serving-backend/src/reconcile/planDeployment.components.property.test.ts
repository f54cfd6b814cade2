import * as fc from 'fast-check';
import { Simulation } from './__testUtils__/Simulation';
import { named, play, storiesOf, StoryEvent } from './__testUtils__/stories';

const others = fc.constantFrom('transformer' as const, 'explainer' as const);

/** Of a service of several components. */
const { smooth: story } = storiesOf(
  fc.nat({ max: 3 }).map(n =>
    named(`edit the predictor to good ${n}`, s => {
      s.fingerprint = `good ${n}`;
    }),
  ),
  fc
    .tuple(others, fc.constantFrom('good', 'bad'), fc.nat({ max: 3 }))
    .map(([component, kind, n]) =>
      named(`edit the ${component} to ${kind} ${n}`, s => {
        s.others[component] = `${kind} ${n}`;
      }),
    ),
  others.map(component =>
    named(`take the ${component} away`, s => {
      delete s.others[component];
    }),
  ),
);

function playWithTransformer(events: StoryEvent[]): Simulation {
  const simulation = new Simulation();
  simulation.others.transformer = 'good 0';
  return play(events, simulation);
}

describe('planDeployment of several components, whatever happens', () => {
  it('never sends requests to a replica that ended, never stops answering by itself, and lets nobody call a predictor that ended', () => {
    fc.assert(
      fc.property(story, events => {
        expect(() => playWithTransformer(events)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('comes to what is wanted: one revision of each component, all its replicas, and the route through all of them', () => {
    fc.assert(
      fc.property(story, events => {
        const simulation = playWithTransformer(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 9';
        simulation.others.transformer = 'good 9';
        delete simulation.others.explainer;
        const plan = simulation.settle();
        expect(plan?.waitingFor).toBeUndefined();
        const running = [...simulation.cluster].map(
          ([key, { replicas }]) =>
            `${key.replace(/-\d+$/, '')} ${replicas.length}`,
        );
        expect(running.sort()).toEqual([
          `demo/iris-predictor ${simulation.wanted}`,
          `demo/iris-transformer ${simulation.wanted}`,
        ]);
        const [route, internal] = simulation.serves.routes;
        expect(route.explain).toBeUndefined();
        expect(route.targets[0].revision).toContain('-transformer-');
        expect(internal.id).toBe('demo/iris/predictor');
        expect(internal.targets[0].revision).toContain('-predictor-');
      }),
      { numRuns: 150 },
    );
  });

  it('goes on without a transformer that comes back while a stop is taken back', () => {
    // The stop that nobody saw had put the transformer on record as serving.
    const simulation = playWithTransformer([
      named('take the transformer away', s => {
        delete s.others.transformer;
        s.reconcile();
        s.push();
        s.take();
        s.acknowledge();
      }),
      named('bring it back, and stop', s => {
        s.others.transformer = 'good 0';
        s.isStopped = true;
        s.mustAnswer = false;
        s.reconcile(3);
      }),
      named('start', s => {
        s.isStopped = false;
        s.reconcile(1);
        s.take();
      }),
    ]);
    expect(simulation.mustAnswer).toBe(true);
    expect(() => simulation.settle()).not.toThrow();
  });

  it('touches no replica of the others when one component changes', () => {
    fc.assert(
      fc.property(story, events => {
        const simulation = playWithTransformer(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 8';
        simulation.others.transformer = 'good 8';
        simulation.settle();
        const predictors = () =>
          [...simulation.cluster]
            .filter(([key]) => key.includes('-predictor-'))
            .flatMap(([, { replicas }]) => replicas.map(({ id }) => id));
        const before = predictors();
        simulation.others.transformer = 'good 9';
        simulation.settle();
        simulation.others.transformer = 'bad 9';
        simulation.settle();
        expect(predictors()).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('stops and deletes all of them', () => {
    fc.assert(
      fc.property(story, events => {
        const simulation = playWithTransformer(events);
        simulation.isStopped = true;
        expect(simulation.settle()?.waitingFor).toBeUndefined();
        expect(
          [...simulation.cluster.values()].flatMap(({ replicas }) => replicas),
        ).toEqual([]);
        simulation.isDeleting = true;
        simulation.settle();
        expect(simulation.record).toBe(false);
        expect(simulation.cluster.size).toBe(0);
        expect(simulation.serves.routes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
