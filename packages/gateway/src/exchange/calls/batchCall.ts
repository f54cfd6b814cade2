import { BatchAnswer, ReadyBatch } from '../../batch';
import { TimerEntry } from '../../timing';
import { Refusal, refusals } from '../refusal';
import { CallOwner, RevisionCall } from './revisionCall';
import { ExchangeContext, LiveRevision } from '../types';

/** A larger answer to a batch is refused: all of it is held to be split. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** What a request of a batch is told: an answer, why there is none, or (`again`) that its revision is gone. */
export type BatchOutcome = BatchAnswer | Refusal | 'again';

/** How a batch is sent: like its first request. */
export interface BatchSample {
  readonly path: string;
  readonly headers: readonly string[];
  readonly client: string;
  /** Time for the answer in ms. */
  readonly timeoutMs: number;
}

/** Sends one batch to its revision and tells every request of it what came of that. */
export class BatchCall extends TimerEntry implements CallOwner {
  readonly method = 'POST';
  readonly body: Buffer;
  readonly #context: ExchangeContext;
  readonly #revision: string;
  readonly #batch: ReadyBatch<BatchOutcome, BatchSample>;
  readonly #call: RevisionCall;
  #status = 0;
  #headers: readonly string[] = [];
  #pieces: Buffer[] = [];
  #length = 0;
  #isAborted = false;

  private constructor(
    context: ExchangeContext,
    revision: string,
    batch: ReadyBatch<BatchOutcome, BatchSample>,
  ) {
    super();
    this.#context = context;
    this.#revision = revision;
    this.#batch = batch;
    this.body = batch.form.join(batch.members.map(({ part }) => part));
    this.#call = RevisionCall.create(context, this, batch.sample.timeoutMs);
  }

  /** Sends a batch; its requests are told later, never before this returns. */
  static send(
    context: ExchangeContext,
    revision: string,
    batch: ReadyBatch<BatchOutcome, BatchSample>,
  ): BatchCall {
    const call = new BatchCall(context, revision, batch);
    call.onProceed();
    queueMicrotask(() => {
      if (!call.#isAborted) call.#call.send();
    });
    return call;
  }

  /** Nobody waits for it any more. */
  abort(): void {
    this.#isAborted = true;
    this.#context.wheel.cancel(this);
    this.#call.cancel();
  }

  get path(): string {
    return this.#batch.sample.path;
  }

  get headers(): readonly string[] {
    return this.#batch.sample.headers;
  }

  get client(): string {
    return this.#batch.sample.client;
  }

  /** The revision as of now: its replicas may have changed while the batch was collected. */
  currentRevision(): LiveRevision | undefined {
    const revision = this.#context.snapshot?.revisions.get(this.#revision);
    if (!revision) this.#settleAll('again');
    return revision;
  }

  override expire(): void {
    const refusal = this.#call.expire() ?? refusals.upstreamTimeout;
    this.#call.cancel();
    this.#settleAll(refusal);
  }

  onWait(delayMs: number): void {
    this.#context.wheel.schedule(this, delayMs);
  }

  onProceed(): void {
    this.#context.wheel.schedule(this, this.#batch.sample.timeoutMs);
  }

  onReady(): void {}

  onDrain(): void {}

  onFlush(): void {}

  onHead(status: number, headers: readonly string[]): void {
    this.#status = status;
    this.#headers = headers;
  }

  onData(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > maxAnswerBytes) {
      this.#call.cancel();
      this.#settleAll(mismatch('the answer to the batch is too large'));
      return;
    }
    this.#pieces.push(chunk);
  }

  onEnd(): void {
    const { form, members, id } = this.#batch;
    const body = Buffer.concat(this.#pieces, this.#length);
    if (this.#status < 200 || this.#status > 299) {
      const headers = withoutRequestId(this.#headers);
      this.#settleAll({ status: this.#status, headers, body });
      return;
    }
    const answers = form.split(
      body,
      members.map(({ part }) => part),
      id,
    );
    if ('problem' in answers) {
      this.#settleAll(mismatch(answers.problem));
      return;
    }
    this.#context.wheel.cancel(this);
    for (const [i, answer] of answers.entries())
      members[i].settle({
        status: 200,
        headers: [
          'content-type',
          'application/json',
          'content-length',
          String(answer.length),
        ],
        body: answer,
      });
  }

  onRefused(refusal: Refusal): void {
    this.#settleAll(refusal);
  }

  #settleAll(outcome: BatchOutcome): void {
    this.#context.wheel.cancel(this);
    for (const member of this.#batch.members) member.settle(outcome);
  }
}

/** What the replica echoes is the id of the batch's first request only. */
function withoutRequestId(headers: readonly string[]): string[] {
  const rest: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i].toLowerCase() !== 'x-request-id')
      rest.push(headers[i], headers[i + 1]);
  return rest;
}

function mismatch(message: string): Refusal {
  return { ...refusals.batchMismatch, message };
}
