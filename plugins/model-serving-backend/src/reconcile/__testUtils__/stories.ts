import * as fc from 'fast-check';
import { Simulation } from './Simulation';

/** Something that happens to a simulated service, and its name for the report of a story that went wrong. */
export type StoryEvent = readonly [
  name: string,
  action: (simulation: Simulation) => void,
];

/** An event by its name. */
export function named(
  name: string,
  action: (simulation: Simulation) => void,
): StoryEvent {
  return [name, action];
}

/** A pass of the control plane, and all that it has set going comes about. */
export function goOn(simulation: Simulation, mostReady?: number): void {
  simulation.reconcile();
  simulation.becomeReady(mostReady);
  simulation.push();
  simulation.take();
  simulation.acknowledge();
}

/** What can happen to any service. */
const life: readonly fc.Arbitrary<StoryEvent>[] = [
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
  fc.constant(
    named('a pass', s => {
      s.reconcile();
    }),
  ),
  fc.constant(named('replicas become ready', s => s.becomeReady())),
  fc.constant(named('one replica becomes ready', s => s.becomeReady(1))),
  fc.constant(named('a snapshot is sent', s => s.push())),
  fc.constant(named('the gateway takes it', s => s.take())),
  fc.constant(named('the gateway confirms', s => s.acknowledge())),
  fc.constant(named('everything goes one step on', s => goOn(s))),
  fc.constant(named('the control plane is killed', s => s.restart())),
];

const stumbles = fc.constant(named('replicas stumble', s => s.stumble()));

/** What happens to a service, in any order. */
export interface Stories {
  /** Its replicas do what they should. */
  readonly smooth: fc.Arbitrary<StoryEvent[]>;
  /** Now and then they stop being ready. */
  readonly bumpy: fc.Arbitrary<StoryEvent[]>;
}

/** Stories of a service to which the given things happen beside {@link life}. */
export function storiesOf(...more: fc.Arbitrary<StoryEvent>[]): Stories {
  const usual = fc.oneof(...more, ...life);
  const list = (event: fc.Arbitrary<StoryEvent>) =>
    // By default lists stay short: most stories would end before anything serves.
    fc.array(event, { maxLength: 60, size: 'max' });
  return {
    smooth: list(usual),
    bumpy: list(fc.oneof({ weight: 12, arbitrary: usual }, stumbles)),
  };
}

/** Lets a story happen to a service that serves, and checks after each event what must hold at all times. */
export function play(
  events: readonly StoryEvent[],
  simulation = new Simulation(),
): Simulation {
  simulation.settle();
  for (const [, action] of events) {
    action(simulation);
    simulation.check();
  }
  return simulation;
}
