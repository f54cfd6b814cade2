import { combine } from './combine';
import type { GraphRun } from './graphRun';
import { mergedBody, MergedStep, mergedStep } from './mergeBodies';
import { graphError, isSuccess, jsonAnswer } from './stepAnswer';
import { stepInput } from './stepInput';
import { LiveNode, Running, StepAnswer, StepInput } from './types';

/**
 * The steps of an Ensemble, all at once. They are judged in their order: the first that decides does so as soon as none is
 * under way before it that could decide, too; the others are given up then. A soft step decides only where KServe's router
 * has it so. Source: gateway-and-graphs §4.2, §4.3.
 */
export class EnsembleRun implements Running {
  readonly #run: GraphRun;
  readonly #node: LiveNode;
  readonly #done: (answer: StepAnswer) => void;
  readonly #answers: (StepAnswer | undefined)[];
  readonly #running: (Running | undefined)[] = [];
  readonly #merged: (MergedStep | undefined)[];
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
    this.#merged = node.steps.map(() => undefined);
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
    let isComplete = true;
    for (const [i, step] of steps.entries()) {
      const answer = this.#answers[i];
      if (!answer) {
        if (step.isHard || profile === 'kserve') return;
        isComplete = false;
        continue;
      }
      const merged = (this.#merged[i] ??= mergedStep(step, answer, profile));
      if ('decides' in merged) {
        this.#decide(merged.decides);
        return;
      }
    }
    if (isComplete) this.#decide(jsonAnswer(200, this.#wholeBody()));
  }

  /** Of all steps, when none has decided. */
  #wholeBody(): Buffer {
    const { steps } = this.#node;
    const bodies: Buffer[] = [];
    for (const [i, merged] of this.#merged.entries()) {
      if (!merged || 'decides' in merged) continue;
      bodies.push(merged.body);
      if (merged.failedStatus !== undefined)
        this.#run.markFailed(steps[i], merged.failedStatus);
    }
    return mergedBody(steps, bodies);
  }

  /** The first that succeeds, whichever it is. */
  #takeFirst(): void {
    const good = this.#answers.find(answer => answer && isSuccess(answer));
    if (good) this.#decide(good);
    else if (!this.#answers.includes(undefined)) this.#decide(this.#none());
  }

  #combineAll(how: 'mean' | 'vote'): void {
    const { steps } = this.#node;
    let isComplete = true;
    for (const [i, step] of steps.entries()) {
      const answer = this.#answers[i];
      if (!answer) {
        if (step.isHard) return;
        isComplete = false;
      } else if (step.isHard && !isSuccess(answer)) {
        this.#decide(answer);
        return;
      }
    }
    if (!isComplete) return;
    const bodies: Buffer[] = [];
    for (const [i, answer] of this.#answers.entries()) {
      if (isSuccess(answer!)) bodies.push(answer!.body);
      else this.#run.markFailed(steps[i], answer!.status);
    }
    if (bodies.length === 0) {
      this.#decide(this.#none());
      return;
    }
    const body = combine(bodies, how);
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
