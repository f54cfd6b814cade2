import { combine } from './combine';
import type { GraphRun } from './graphRun';
import { mergedBody, mergedStep } from './mergeBodies';
import { graphError, isSuccess, jsonAnswer } from './stepAnswer';
import { stepInput } from './stepInput';
import { LiveNode, Running, StepAnswer, StepInput } from './types';

/**
 * The steps of an Ensemble, all at once. They are judged in their order: the first that decides does so as soon as none
 * before it is under way; the others are given up then. Source: gateway-and-graphs §4.2, §4.3.
 */
export class EnsembleRun implements Running {
  readonly #run: GraphRun;
  readonly #node: LiveNode;
  readonly #done: (answer: StepAnswer) => void;
  readonly #answers: (StepAnswer | undefined)[];
  readonly #running: (Running | undefined)[] = [];
  readonly #bodies: Buffer[] = [];
  /** Steps before this one are judged. */
  #judged = 0;
  #isOver = false;

  private constructor(
    run: GraphRun,
    node: LiveNode,
    done: (answer: StepAnswer) => void,
  ) {
    this.#run = run;
    this.#node = node;
    this.#done = done;
    this.#answers = node.steps.map(() => undefined);
  }

  static start(
    run: GraphRun,
    node: LiveNode,
    input: StepInput,
    done: (answer: StepAnswer) => void,
  ): EnsembleRun {
    const ensemble = new EnsembleRun(run, node, done);
    for (const [i, step] of node.steps.entries()) {
      if (ensemble.#isOver) break;
      ensemble.#running[i] = run.runStep(
        step,
        stepInput(step, input, input),
        answer => ensemble.#onAnswer(i, answer),
      );
    }
    // What answered while the others were being started is judged with all of them there.
    ensemble.#judge();
    return ensemble;
  }

  abort(): void {
    this.#isOver = true;
    for (const [i, running] of this.#running.entries())
      if (!this.#answers[i]) running?.abort();
  }

  #onAnswer(i: number, answer: StepAnswer): void {
    if (this.#isOver) return;
    this.#answers[i] = answer;
    if (this.#running.length === this.#node.steps.length) this.#judge();
  }

  #judge(): void {
    if (this.#isOver) return;
    const { merge } = this.#node;
    if (merge === 'first') this.#takeFirst();
    else if (merge) this.#combineAll(merge);
    else this.#mergeInOrder();
  }

  #mergeInOrder(): void {
    const { steps } = this.#node;
    const { profile } = this.#run.world;
    for (; this.#judged < steps.length; this.#judged++) {
      const answer = this.#answers[this.#judged];
      if (!answer) return;
      const step = steps[this.#judged];
      const merged = mergedStep(step, answer, profile);
      if ('decides' in merged) {
        this.#decide(merged.decides);
        return;
      }
      this.#bodies.push(merged.body);
      if (merged.failedStatus !== undefined)
        this.#run.markFailed(step, merged.failedStatus);
    }
    this.#decide(jsonAnswer(200, mergedBody(steps, this.#bodies)));
  }

  /** The first that succeeds, whichever it is. */
  #takeFirst(): void {
    const good = this.#answers.find(answer => answer && isSuccess(answer));
    if (good) this.#decide(good);
    else if (!this.#answers.includes(undefined)) this.#decide(this.#none());
  }

  #combineAll(how: 'mean' | 'vote'): void {
    const { steps } = this.#node;
    for (; this.#judged < steps.length; this.#judged++) {
      const answer = this.#answers[this.#judged];
      if (!answer) return;
      const step = steps[this.#judged];
      if (isSuccess(answer)) this.#bodies.push(answer.body);
      else if (step.isHard) {
        this.#decide(answer);
        return;
      } else this.#run.markFailed(step, answer.status);
    }
    if (this.#bodies.length === 0) {
      this.#decide(this.#none());
      return;
    }
    const body = combine(this.#bodies, how);
    this.#decide(
      body
        ? jsonAnswer(200, body)
        : graphError(
            502,
            `the answers of node ${
              this.#node.name
            } have no ${how}: predictions or outputs differ in shape, or are no numbers`,
            'InvalidStepAnswer',
          ),
    );
  }

  /** No step succeeded: what the last one in order says. */
  #none(): StepAnswer {
    return this.#answers.at(-1)!;
  }

  #decide(answer: StepAnswer): void {
    this.abort();
    this.#done(answer);
  }
}
