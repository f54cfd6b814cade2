import * as fc from 'fast-check';
import { goOn, named, play, storiesOf } from './__testUtils__/stories';

const stories = storiesOf(
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
);

describe('planDeployment, whatever happens', () => {
  it('never sends requests to a replica that ended, and never stops answering by itself', () => {
    fc.assert(
      fc.property(stories.bumpy, events => {
        expect(() => play(events)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  it('comes to what is wanted: one revision, all its replicas, all the traffic', () => {
    fc.assert(
      fc.property(stories.bumpy, events => {
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
      fc.property(stories.smooth, events => {
        const simulation = play(events);
        simulation.isStopped = false;
        simulation.fingerprint = 'good 8';
        simulation.settle();
        simulation.fingerprint = 'good 9';
        for (let round = 0; round < 20; round++) {
          goOn(simulation, 1);
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
      fc.property(stories.smooth, events => {
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
      fc.property(stories.smooth, events => {
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
      fc.property(stories.bumpy, events => {
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
      fc.property(stories.bumpy, events => {
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
