import { ShadowedRequest } from '../../shadow';
import { TimerEntry } from '../../timing';
import { UpstreamBody } from '../../upstream';
import { CallOwner, RevisionCall } from '../calls';
import { openAiPathAt } from '../openAiPath';
import { ExchangeContext, LiveRevision } from '../types';

/** How long a copy may take until its answer is complete, in ms. */
const timeoutMs = 60_000;

/** Tells the model server that nobody reads its answer. */
const mark = ['x-greenroom-shadow', 'true'];

/** What became of a copy that was sent: the class of its answer; `none`: there was none, or no whole one in time. */
export type ShadowOutcome = '2xx' | '3xx' | '4xx' | '5xx' | 'none';

/** A copy under way: its answer is read and thrown away. */
export class ShadowCall extends TimerEntry implements CallOwner {
  readonly method: string;
  readonly headers: readonly string[];
  readonly client: string;
  readonly body: UpstreamBody;
  readonly #context: ExchangeContext;
  readonly #path: string;
  readonly #revision: string;
  readonly #onOver: (outcome: ShadowOutcome) => void;
  readonly #call: RevisionCall;
  #outcome: ShadowOutcome = 'none';
  #isOver = false;

  constructor(
    context: ExchangeContext,
    request: ShadowedRequest,
    revision: string,
    body: UpstreamBody,
    onOver: (outcome: ShadowOutcome) => void,
  ) {
    super();
    this.#context = context;
    this.method = request.method;
    this.headers = [...request.headers, ...mark];
    this.client = request.client;
    this.body = body;
    this.#path = request.path;
    this.#revision = revision;
    this.#onOver = onOver;
    this.#call = RevisionCall.create(context, this, timeoutMs);
  }

  /** Path and query at the replica. */
  get path(): string {
    const base = this.currentRevision()?.openAiBase;
    return base ? openAiPathAt(base, this.#path) : this.#path;
  }

  send(): void {
    this.#context.wheel.schedule(this, timeoutMs);
    this.#call.send();
  }

  /** Gives up. */
  cancel(): void {
    if (this.#isOver) return;
    this.#call.cancel();
    this.#over('none');
  }

  override expire(): void {
    this.cancel();
  }

  currentRevision(): LiveRevision | undefined {
    return this.#context.snapshot?.revisions.get(this.#revision);
  }

  /** A second try found no slot: copies do not wait. */
  onWait(): void {
    this.cancel();
  }

  onProceed(): void {
    this.cancel();
  }

  onReady(): void {}

  onDrain(): void {}

  onFlush(): void {}

  onData(): void {}

  onHead(status: number): void {
    this.#outcome = classOf(status);
  }

  onEnd(): void {
    this.#over(this.#outcome);
  }

  onRefused(): void {
    this.#over('none');
  }

  #over(outcome: ShadowOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#context.wheel.cancel(this);
    this.#onOver(outcome);
  }
}

function classOf(status: number): ShadowOutcome {
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  return status >= 300 ? '3xx' : '2xx';
}
