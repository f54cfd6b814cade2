import { conditionResult } from './conditionHolds';
import type { GraphRun } from './graphRun';
import { graphError, INVALID_RESPONSE, isSuccess } from './stepAnswer';
import { stepInput } from './stepInput';
import { LiveNode, LiveStep, Running, StepAnswer, StepInput } from './types';

/** The steps of a Sequence, one after another. Source: gateway-and-graphs §4.2, §4.3. */
export class SequenceRun implements Running {
  readonly #run: GraphRun;
  readonly #node: LiveNode;
  readonly #input: StepInput;
  readonly #done: (answer: StepAnswer) => void;
  #next = 0;
  #before: StepAnswer | undefined;
  #current: Running | undefined;
  #isAborted = false;

  private constructor(
    run: GraphRun,
    node: LiveNode,
    input: StepInput,
    done: (answer: StepAnswer) => void,
  ) {
    this.#run = run;
    this.#node = node;
    this.#input = input;
    this.#done = done;
  }

  static start(
    run: GraphRun,
    node: LiveNode,
    input: StepInput,
    done: (answer: StepAnswer) => void,
  ): SequenceRun {
    const sequence = new SequenceRun(run, node, input, done);
    sequence.#goOn();
    return sequence;
  }

  abort(): void {
    this.#isAborted = true;
    this.#current?.abort();
  }

  #goOn(): void {
    const before = this.#before;
    const step = this.#node.steps[this.#next];
    if (!step) {
      this.#done(before ?? graphError(500, 'the node has no steps', 'NoMatch'));
      return;
    }
    const stop = this.#stopBefore(step);
    if (stop) {
      this.#done(stop);
      return;
    }
    const previous = before
      ? { body: before.body, isCallers: false }
      : this.#input;
    const at = ++this.#next;
    const running = this.#run.runStep(
      step,
      stepInput(step, this.#input, previous),
      answer => this.#onAnswer(step, answer),
    );
    // If it answered at once another one is under way by now.
    if (this.#next === at) this.#current = running;
  }

  #onAnswer(step: LiveStep, answer: StepAnswer): void {
    if (this.#isAborted) return;
    const { profile } = this.#run.world;
    // KServe's router knows no soft step that could not be called
    if (profile === 'kserve' && answer.cause !== undefined) {
      this.#done(graphError(500, answer.cause, answer.reason));
    } else if (step.isHard && !isSuccess(answer)) {
      this.#done(answer);
    } else {
      this.#before = answer;
      this.#goOn();
    }
  }

  /** What the Sequence answers if the condition of a step ends it. */
  #stopBefore({ condition, id }: LiveStep): StepAnswer | undefined {
    if (!condition) return undefined;
    const { world } = this.#run;
    const before = this.#before;
    if (!before && world.profile === 'kserve')
      return graphError(500, INVALID_RESPONSE, 'InvalidStepAnswer');
    const tested = before?.body ?? this.#input.body;
    const result = conditionResult(
      condition,
      tested,
      { request: this.#input.body, response: before?.body },
      world,
    );
    if (result === 'holds') return undefined;
    if (!before)
      return graphError(
        404,
        `the condition of step ${id} does not hold`,
        'NoMatch',
      );
    if (world.profile === 'greenroom') return before;
    return result === 'invalid'
      ? graphError(500, INVALID_RESPONSE, 'InvalidStepAnswer')
      : { ...before, status: 200 };
  }
}
