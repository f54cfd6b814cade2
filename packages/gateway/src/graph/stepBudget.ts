import { MAX_GRAPH_DEPTH } from '@greenroom/backstage-plugin-model-serving-common';

/** Steps of one request: a graph in which nodes are shared may be far larger than it looks. */
const MAX_STEPS = 1_000;

/** What one request may do, whatever graphs call each other for it. */
export class StepBudget {
  readonly #spent: { steps: number };
  readonly #depth: number;

  private constructor(spent: { steps: number }, depth: number) {
    this.#spent = spent;
    this.#depth = depth;
  }

  /** That of a request from outside. */
  static whole(): StepBudget {
    return new StepBudget({ steps: 0 }, 1);
  }

  /** That of a graph inside of this one: the same, one level below. */
  below(): StepBudget {
    return new StepBudget(this.#spent, this.#depth + 1);
  }

  /** Whether so many graphs are inside each other that it must be a circle. */
  get isTooDeep(): boolean {
    return this.#depth > MAX_GRAPH_DEPTH;
  }

  /** Takes one step. False: there were too many. */
  take(): boolean {
    return ++this.#spent.steps <= MAX_STEPS;
  }

  /** What is said then. */
  static readonly exceeded = `the graph takes more than ${MAX_STEPS} steps`;
}
