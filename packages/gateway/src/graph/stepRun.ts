import type { GraphRun, GraphRunOptions } from './graphRun';
import { isSuccess, isWorthRetrying } from './stepAnswer';
import { LiveStep, Running, StepAnswer, StepInput, StepSpan } from './types';

/** One step, from its first call to its last. */
export class StepRun implements Running {
  readonly #options: GraphRunOptions;
  readonly #run: GraphRun;
  readonly #step: LiveStep;
  readonly #sent: StepInput;
  readonly #done: (answer: StepAnswer) => void;
  readonly #startedAt: number;
  readonly #span: StepSpan | undefined;
  #triesLeft: number;
  #isOver = false;
  #current: Running | undefined;

  constructor(
    options: GraphRunOptions,
    run: GraphRun,
    step: LiveStep,
    sent: StepInput,
    done: (answer: StepAnswer) => void,
  ) {
    this.#options = options;
    this.#run = run;
    this.#step = step;
    this.#sent = sent;
    this.#done = done;
    this.#triesLeft = step.retries;
    this.#startedAt = options.now();
    this.#span = options.trace?.stepStarted(step);
    step.traffic.enter(this.#startedAt);
  }

  begin(): this {
    const { target } = this.#step;
    const onAnswer = (answer: StepAnswer) => this.#onAnswer(answer);
    const running =
      target.kind === 'node'
        ? this.#run.runNode(target.node, this.#sent, onAnswer)
        : this.#options.caller.call(
            this.#step,
            this.#sent,
            this.#span,
            onAnswer,
          );
    // It may be over already, or at its next try.
    if (!this.#isOver) this.#current ??= running;
    return this;
  }

  abort(): void {
    if (this.#isOver) return;
    this.#end('client', undefined);
    this.#current?.abort();
  }

  #onAnswer(answer: StepAnswer): void {
    this.#current = undefined;
    if (this.#triesLeft > 0 && isWorthRetrying(answer)) {
      this.#triesLeft--;
      this.begin();
      return;
    }
    const outcome = isSuccess(answer) || answer.status < 400 ? 'ok' : undefined;
    this.#end(outcome ?? (answer.status < 500 ? 'client' : 'server'), answer);
    this.#run.ended(this.#step);
    this.#done(answer);
  }

  #end(
    outcome: 'ok' | 'client' | 'server',
    answer: StepAnswer | undefined,
  ): void {
    this.#isOver = true;
    const now = this.#options.now();
    this.#step.traffic.finish(
      now,
      outcome,
      now - this.#startedAt,
      this.#sent.body.length,
      answer?.body.length ?? 0,
    );
    this.#span?.stepEnded(answer?.status);
  }
}
