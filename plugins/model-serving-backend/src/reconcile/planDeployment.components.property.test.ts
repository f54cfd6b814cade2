import * as fc from 'fast-check';
import { Simulation } from './__testUtils__/Simulation';

type Action = (simulation: Simulation) => void;

const named = (name: string, action: Action): [string, Action] => [
  name,
  action,
];
const others = fc.constantFrom('transformer' as const, 'explainer' as const);

/** What can happen to a service of several components, in any order. */
const actions = fc.oneof(
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
  fc.integer({ min: 1, max: 3 }).map(n =>
    named(`scale to ${n}`, s => {
      s.wanted = n;
    }),
  ),
  fc.constant(
    named('stop', s => {
      s.isStopped = true;
      s.mustAnswer = false;
    }),
  ),
  fc.constant(
    named('start', s => {
      s.isStopped = false;
    }),
  ),
  fc.nat({ max: 8 }).map(n =>
    named(`a pass cut off after ${n} steps`, s => {
      s.reconcile(n);
    }),
  ),
  fc.constant(named('replicas become ready', s => s.becomeReady())),
  fc.constant(named('a snapshot is sent', s => s.push())),
  fc.constant(named('the gateway takes it', s => s.take())),
  fc.constant(named('the gateway confirms', s => s.acknowledge())),
  fc.constant(
    named('everything goes one step on', s => {
      s.reconcile();
      s.becomeReady();
      s.push();
      s.take();
      s.acknowledge();
    }),
  ),
  fc.constant(named('the control plane is killed', s => s.restart())),
);
const story = fc.array(actions, { maxLength: 60, size: 'max' });

function play(events: [string, Action][]): Simulation {
  const simulation = new Simulation();
  simulation.others.transformer = 'good 0';
  simulation.settle();
  for (const [, action] of events) {
    action(simulation);
    simulation.check();
  }
  return simulation;
}

describe('planDeployment of several components, whatever happens', () => {
  it('never sends requests to a replica that ended, never stops answering by itself, and lets nobody call a predictor that ended', () => {
    fc.assert(
      fc.property(story, events => {
        expect(() => play(events)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('comes to what is wanted: one revision of each component, all its replicas, and the route through all of them', () => {
    fc.assert(
      fc.property(story, events => {
        const simulation = play(events);
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
    const simulation = play([
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
        const simulation = play(events);
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
        const simulation = play(events);
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
