import * as fc from 'fast-check';
import { Simulation } from './__testUtils__/Simulation';

type Action = (simulation: Simulation) => void;

const named = (name: string, action: Action): [string, Action] => [
  name,
  action,
];

/** What can happen to a service, in any order. */
const actions = fc.oneof(
  fc.nat({ max: 4 }).map(n =>
    named(`edit to good ${n}`, s => {
      s.fingerprint = `good ${n}`;
    }),
  ),
  fc.nat({ max: 1 }).map(n =>
    named(`edit to bad ${n}`, s => {
      s.fingerprint = `bad ${n}`;
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
  fc.nat({ max: 6 }).map(n =>
    named(`a pass cut off after ${n} steps`, s => {
      s.reconcile(n);
    }),
  ),
  fc.constant(
    named('a pass', s => {
      s.reconcile();
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
const stumbles = fc.constant(named('replicas stumble', s => s.stumble()));
const story = (...more: fc.Arbitrary<[string, Action]>[]) =>
  fc.array(fc.oneof({ weight: 12, arbitrary: actions }, ...more), {
    maxLength: 60,
    // By default lists stay short: most stories would end before anything serves.
    size: 'max',
  });

function play(actionsOfStory: [string, Action][]): Simulation {
  const simulation = new Simulation();
  simulation.settle();
  for (const [, action] of actionsOfStory) {
    action(simulation);
    simulation.check();
  }
  return simulation;
}

describe('planDeployment, whatever happens', () => {
  it('never sends requests to a replica that ended, and never stops answering by itself', () => {
    fc.assert(
      fc.property(story(stumbles), events => {
        expect(() => play(events)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  it('comes to what is wanted: one revision, all its replicas, all the traffic', () => {
    fc.assert(
      fc.property(story(stumbles), events => {
        const simulation = play(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 9';
        const plan = simulation.settle();
        const newest = simulation.revisions[simulation.revisions.length - 1];
        expect(plan?.waitingFor).toBeUndefined();
        expect([...simulation.cluster.keys()]).toEqual([newest.spec.key]);
        const replicas =
          simulation.cluster.get(newest.spec.key)?.replicas ?? [];
        expect(replicas.map(({ state }) => state)).toEqual(
          Array(simulation.wanted).fill('ready'),
        );
        expect(simulation.serves.routes[0].targets).toEqual([
          { revision: newest.spec.key, weight: 100 },
        ]);
        expect(
          simulation.serves.revisions[newest.spec.key].replicas,
        ).toHaveLength(simulation.wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('never costs capacity to update, though replicas come up one after the other', () => {
    fc.assert(
      fc.property(story(), events => {
        const simulation = play(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 8';
        simulation.settle();
        simulation.fingerprint = 'good 9';
        for (let round = 0; round < 20; round++) {
          simulation.reconcile();
          simulation.becomeReady(1);
          simulation.push();
          simulation.take();
          simulation.acknowledge();
          simulation.check();
          expect(simulation.capacity()).toBeGreaterThanOrEqual(
            simulation.wanted,
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it('goes back to what serves when a bad update is taken back, without starting anything', () => {
    fc.assert(
      fc.property(story(), events => {
        const simulation = play(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 9';
        simulation.settle();
        const good = [...simulation.cluster.keys()];
        const before = [...simulation.cluster.values()][0].replicas;
        simulation.fingerprint = 'bad 9';
        simulation.settle();
        simulation.fingerprint = 'good 9';
        simulation.settle();
        expect([...simulation.cluster.keys()]).toEqual(good);
        expect(simulation.cluster.get(good[0])?.replicas).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what serves when an update does not come up', () => {
    fc.assert(
      fc.property(story(), events => {
        const simulation = play(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 9';
        simulation.settle();
        const good =
          simulation.revisions[simulation.revisions.length - 1].spec.key;
        simulation.fingerprint = 'bad 9';
        simulation.settle();
        expect(
          simulation.serves.routes[0].targets.map(t => t.revision),
        ).toEqual([good]);
        expect(simulation.serves.revisions[good].replicas).toHaveLength(
          simulation.wanted,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('stops: no replicas, the route says so, the revision stays', () => {
    fc.assert(
      fc.property(story(stumbles), events => {
        const simulation = play(events);
        simulation.isStopped = true;
        const kept = simulation.revisions.length;
        const plan = simulation.settle();
        expect(plan?.waitingFor).toBeUndefined();
        expect(
          [...simulation.cluster.values()].flatMap(({ replicas }) => replicas),
        ).toEqual([]);
        expect(simulation.serves.routes[0].unavailable?.reason).toBe('Stopped');
        expect(simulation.revisions).toHaveLength(kept);
      }),
      { numRuns: 150 },
    );
  });

  it('deletes: nothing is left anywhere', () => {
    fc.assert(
      fc.property(story(stumbles), events => {
        const simulation = play(events);
        simulation.isDeleting = true;
        simulation.settle();
        expect(simulation.record).toBe(false);
        expect(simulation.cluster.size).toBe(0);
        expect(simulation.serves.routes).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
