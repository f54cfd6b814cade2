import { graphError, Running, StepAnswer, StepBudget } from '../../graph';
import { BodyReader, InboundRequest } from '../../inbound';
import { TimerEntry } from '../../timing';
import { ExchangeContext } from '../types';
import { OwnAnswer, WholeAnswer } from './ownAnswer';
import { MAX_ANSWER_BYTES } from './serviceCall';

/** One call of another graph of the same gateway, as a step of a graph makes it. */
export interface OwnCallOptions {
  readonly context: Pick<ExchangeContext, 'begin' | 'wheel'>;
  readonly stepId: string;
  readonly url: URL;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Of whoever called the first graph. */
  readonly remoteAddress: string;
  /** What all graphs of the request may do together. */
  readonly budget: StepBudget;
  /** Time of this call in ms, where it is less than that of the whole. */
  readonly timeoutMs: number | undefined;
  readonly done: (answer: StepAnswer) => void;
}

/**
 * A request of a graph to an address of its own gateway: it meets what a request from outside meets (its route, its
 * token, its limits, counting), but makes no connection, so that no address has to be allowed for it.
 */
export class OwnCall extends TimerEntry implements InboundRequest, Running {
  readonly method = 'POST';
  readonly version = '1.1';
  readonly target: string;
  readonly headers: readonly string[];
  readonly remoteAddress: string;
  readonly bodyLength: number;
  readonly expectsContinue = false;
  /** It is there from the beginning. */
  readonly isComplete = true;
  readonly isPaused = false;
  readonly stepBudget: StepBudget;
  readonly #options: OwnCallOptions;
  readonly #answer = new OwnAnswer(answer => this.#onAnswer(answer));
  #isOver = false;

  private constructor(options: OwnCallOptions) {
    super();
    const { url, headers, body, remoteAddress, budget } = options;
    this.#options = options;
    this.target = `${url.pathname}${url.search}`;
    this.headers = ['Host', url.host, ...headers];
    this.remoteAddress = remoteAddress;
    this.bodyLength = body.length;
    this.stepBudget = budget;
  }

  static start(options: OwnCallOptions): OwnCall {
    const call = new OwnCall(options);
    const { context, timeoutMs } = options;
    if (timeoutMs !== undefined) context.wheel.schedule(call, timeoutMs);
    context.begin(call, call.#answer);
    return call;
  }

  abort(): void {
    this.#isOver = true;
    this.#options.context.wheel.cancel(this);
    this.#answer.giveUp();
  }

  override expire(): void {
    this.#end(
      this.#failed('it did not answer in time', 'UpstreamTimeout', 504),
    );
    this.#answer.giveUp();
  }

  read(reader: BodyReader): void {
    reader.onBody(this.#options.body);
    reader.onBodyEnd([]);
  }

  pause(): void {}

  resume(): void {}

  discard(onOver: () => void): void {
    onOver();
  }

  destroy(): void {
    this.#answer.abort();
  }

  #onAnswer(answer: WholeAnswer | undefined): void {
    if (!answer)
      this.#end(this.#failed('it broke off its answer', 'UpstreamReset'));
    else if (answer.body.length > MAX_ANSWER_BYTES)
      this.#end(
        this.#failed('its answer is larger than 8 MiB', 'AnswerTooLarge'),
      );
    else this.#end(answer);
  }

  #failed(why: string, reason: string, status = 502): StepAnswer {
    const { stepId, url } = this.#options;
    const what = `step ${stepId} (${url.host}${url.pathname}): ${why}`;
    return graphError(status, what, reason);
  }

  /** Not at once: refused calls one after the other would be as many frames on the stack. */
  #end(answer: StepAnswer): void {
    const { context, done } = this.#options;
    context.wheel.cancel(this);
    queueMicrotask(() => {
      if (this.#isOver) return;
      this.#isOver = true;
      done(answer);
    });
  }
}
