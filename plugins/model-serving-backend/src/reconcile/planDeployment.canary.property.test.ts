import * as fc from 'fast-check';
import { Simulation } from './__testUtils__/Simulation';
import {
  goOn,
  named,
  play,
  storiesOf,
  StoryEvent,
} from './__testUtils__/stories';

/** Of a service that is rolled out by canaries. */
const stories = storiesOf(
  fc
    .tuple(fc.constantFrom('good', 'bad'), fc.nat({ max: 4 }))
    .map(([kind, n]) =>
      named(`edit to ${kind} ${n}`, s => {
        s.fingerprint = `${kind} ${n}`;
      }),
    ),
  fc.constantFrom(undefined, 0, 1, 20, 50, 99).map(percent =>
    named(`give the newest ${percent ?? 'all'}`, s => {
      s.canaryPercent = percent;
    }),
  ),
);

/** A service whose `good 8` is rolled out, whatever happened before. */
function rolledOut(events: StoryEvent[]): Simulation {
  const simulation = play(events);
  simulation.isStopped = false;
  simulation.canaryPercent = undefined;
  simulation.fingerprint = 'good 8';
  simulation.settle();
  return simulation;
}

const percents = fc.integer({ min: 1, max: 99 });

describe('planDeployment of canaries, whatever happens', () => {
  it('never sends requests to a replica that ended or a revision that never came up, and never stops answering by itself', () => {
    fc.assert(
      fc.property(stories.bumpy, events => {
        expect(() => play(events)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  it('comes to the split that is asked for: both revisions, all their replicas, exactly those shares', () => {
    fc.assert(
      fc.property(stories.bumpy, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.canaryPercent = percent;
        simulation.fingerprint = 'good 9';
        const plan = simulation.settle();
        expect(plan?.waitingFor).toBeUndefined();
        expect(simulation.shares()).toEqual({
          'good 8': 100 - percent,
          'good 9': percent,
        });
        const running = [...simulation.cluster.values()].map(
          ({ fingerprint, replicas }) => [
            fingerprint,
            replicas.map(({ state }) => state),
          ],
        );
        const all = Array(simulation.wanted).fill('ready');
        expect(Object.fromEntries(running)).toEqual({
          'good 8': all,
          'good 9': all,
        });
      }),
      { numRuns: 150 },
    );
  });

  it('promotes, and rolls back, without starting anything', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.canaryPercent = percent;
        simulation.fingerprint = 'good 9';
        simulation.settle();
        const replicas = () =>
          [...simulation.cluster.values()].flatMap(entry =>
            entry.replicas.map(({ id }) => id),
          );
        const before = replicas();
        simulation.canaryPercent = 0;
        simulation.settle();
        expect(simulation.shares()).toEqual({ 'good 8': 100 });
        expect(replicas()).toEqual(before);
        simulation.canaryPercent = undefined;
        simulation.settle();
        expect(simulation.shares()).toEqual({ 'good 9': 100 });
        expect(before).toEqual(expect.arrayContaining(replicas()));
        expect(replicas()).toHaveLength(simulation.wanted);
      }),
      { numRuns: 100 },
    );
  });

  it('gives all traffic to what is rolled out while a canary does not come up', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.canaryPercent = percent;
        simulation.fingerprint = 'bad 9';
        const plan = simulation.settle();
        expect(plan?.waitingFor).toBe('replicas');
        expect(simulation.shares()).toEqual({ 'good 8': 100 });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what is rolled out and the share of a canary that is edited, until the next one is up', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.canaryPercent = percent;
        simulation.fingerprint = 'good 9';
        simulation.settle();
        simulation.fingerprint = 'bad 9';
        simulation.settle();
        expect(simulation.shares()).toEqual({
          'good 8': 100 - percent,
          'good 9': percent,
        });
        simulation.fingerprint = 'good 10';
        simulation.settle();
        expect(simulation.shares()).toEqual({
          'good 8': 100 - percent,
          'good 10': percent,
        });
        expect(simulation.cluster.size).toBe(2);
      }),
      { numRuns: 100 },
    );
  });

  it('goes on with the split after a stop and a start', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.canaryPercent = percent;
        simulation.fingerprint = 'good 9';
        simulation.settle();
        simulation.isStopped = true;
        simulation.mustAnswer = false;
        simulation.settle();
        simulation.isStopped = false;
        simulation.settle();
        expect(simulation.shares()).toEqual({
          'good 8': 100 - percent,
          'good 9': percent,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('takes a promotion back when a share is asked for after it', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.fingerprint = 'good 9';
        simulation.settle();
        expect(simulation.shares()).toEqual({ 'good 9': 100 });
        simulation.canaryPercent = percent;
        simulation.settle();
        expect(simulation.shares()).toEqual({
          'good 8': 100 - percent,
          'good 9': percent,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('never costs capacity to promote, though replicas come up one after the other', () => {
    fc.assert(
      fc.property(stories.smooth, percents, (events, percent) => {
        const simulation = rolledOut(events);
        simulation.fingerprint = 'good 9';
        simulation.canaryPercent = percent;
        const round = () => {
          goOn(simulation, 1);
          simulation.check();
          expect(simulation.capacity()).toBeGreaterThanOrEqual(
            simulation.wanted,
          );
        };
        for (let i = 0; i < 10; i++) round();
        simulation.canaryPercent = undefined;
        for (let i = 0; i < 10; i++) round();
        expect(simulation.shares()).toEqual({ 'good 9': 100 });
      }),
      { numRuns: 100 },
    );
  });
});
