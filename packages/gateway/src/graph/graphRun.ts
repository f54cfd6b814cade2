import { conditionResult, ConditionWorld } from './conditionHolds';
import { EnsembleRun } from './ensembleRun';
import { SequenceRun } from './sequenceRun';
import { graphError, NO_MATCH } from './stepAnswer';
import { StepBudget } from './stepBudget';
import { stepInput } from './stepInput';
import { StepRun } from './stepRun';
import {
  GraphTrace,
  LiveGraph,
  LiveNode,
  LiveStep,
  Running,
  StepAnswer,
  StepCaller,
  StepInput,
} from './types';

/** Entries of `x-greenroom-graph-path`: what a header can hold and a person can read. */
const MAX_PATH = 64;

const nothing: Running = { abort() {} };

/** What a run needs from its request. */
export interface GraphRunOptions {
  readonly graph: LiveGraph;
  readonly caller: StepCaller;
  readonly world: ConditionWorld;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly trace?: GraphTrace;
  /** Absent: that of a request by itself. */
  readonly budget?: StepBudget;
}

/**
 * One request through a graph: its nodes, one inside the other, from `root` to the one answer. It ends for every graph:
 * each step is called as often as its retries say, nodes are free of loops, and the number of steps is bounded.
 */
export class GraphRun {
  readonly world: ConditionWorld;
  readonly #options: GraphRunOptions;
  readonly #path: string[] = [];
  readonly #failed: string[] = [];
  readonly #budget: StepBudget;

  constructor(options: GraphRunOptions) {
    this.#options = options;
    this.world = options.world;
    this.#budget = options.budget ?? StepBudget.whole();
  }

  /** Runs the graph; `done` is told its answer, also before this returns. */
  start(body: Buffer, done: (answer: StepAnswer) => void): Running {
    const { graph } = this.#options;
    return this.runNode(graph.root, { body, isCallers: true }, done);
  }

  /** Ids of the steps that were taken, in the order in which they ended. */
  get path(): readonly string[] {
    return this.#path;
  }

  /** `<step>=<status>` of steps that failed softly in an Ensemble. */
  get failed(): readonly string[] {
    return this.#failed;
  }

  /** A step failed without failing its Ensemble. */
  markFailed(step: LiveStep, status: number): void {
    if (this.#failed.length < MAX_PATH)
      this.#failed.push(`${step.key}=${status}`);
  }

  /** Runs a node on its input. */
  runNode(
    node: LiveNode,
    input: StepInput,
    done: (answer: StepAnswer) => void,
  ): Running {
    switch (node.type) {
      case 'Sequence':
        return SequenceRun.start(this, node, input, done);
      case 'Ensemble':
        return EnsembleRun.start(this, node, input, done);
      default:
        return this.#runChoice(node, input, done);
    }
  }

  /** Runs one step on what it is sent (undefined: that is not there): what it names, with its retries. */
  runStep(
    step: LiveStep,
    sent: StepInput | undefined,
    done: (answer: StepAnswer) => void,
  ): Running {
    if (!sent) {
      done(
        graphError(
          500,
          `step ${step.id}: there is nothing at its data path`,
          'NoStepData',
        ),
      );
      return nothing;
    }
    if (!this.#budget.take()) {
      done(graphError(500, StepBudget.exceeded, 'TooManySteps'));
      return nothing;
    }
    return new StepRun(this.#options, this, step, sent, done).begin();
  }

  /** A step ended. */
  ended(step: LiveStep): void {
    if (this.#path.length < MAX_PATH) this.#path.push(step.id);
  }

  /** Switch and Splitter: one step, on the node's input, and its answer is the node's. */
  #runChoice(
    node: LiveNode,
    input: StepInput,
    done: (answer: StepAnswer) => void,
  ): Running {
    const step = node.split
      ? node.steps[node.split.next()]
      : this.#matching(node, input);
    if (!step) {
      done(graphError(404, NO_MATCH, 'NoMatch'));
      return nothing;
    }
    const { profile } = this.world;
    return this.runStep(step, stepInput(step, input, input), answer =>
      done(
        profile === 'kserve' && answer.cause !== undefined
          ? graphError(500, answer.cause, answer.reason)
          : answer,
      ),
    );
  }

  #matching(node: LiveNode, { body }: StepInput): LiveStep | undefined {
    const values = { request: body, response: undefined };
    return node.steps.find(
      ({ condition }) =>
        condition !== undefined &&
        conditionResult(condition, body, values, this.world) === 'holds',
    );
  }
}
