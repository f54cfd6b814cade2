import { RandomHex } from './randomHex';
import { Span, SpanAttributes, SpanKind } from './span';
import { isInRatio, TraceContext, writeTraceparent } from './traceContext';

/** What a tracer is made of. */
export interface TracerOptions {
  /** Share of the traces that begin here which are recorded, 0 to 1. */
  readonly ratio: number;
  /** Takes a span that has ended; never waits, never throws. */
  readonly record: (span: Span) => void;
  /** ms since epoch, with fractions; must not go back. */
  readonly now: () => number;
  readonly random?: RandomHex;
}

/** A span that has begun. */
export interface OpenSpan {
  /** What others are told who their caller is. */
  readonly traceparent: string;
  /** Begins a span below this one. */
  begin(name: string, kind: SpanKind): OpenSpan;
  /** Ends it. What is told after the first time is ignored. */
  end(attributes: SpanAttributes, isError: boolean): void;
}

type Begun = Omit<Span, 'endMs' | 'attributes' | 'isError'>;

class RecordedSpan implements OpenSpan {
  readonly #options: TracerOptions;
  readonly #random: RandomHex;
  readonly #begun: Begun;
  #hasEnded = false;

  constructor(options: TracerOptions, random: RandomHex, begun: Begun) {
    this.#options = options;
    this.#random = random;
    this.#begun = begun;
  }

  get traceparent(): string {
    return writeTraceparent({ ...this.#begun, isSampled: true });
  }

  begin(name: string, kind: SpanKind): OpenSpan {
    const { traceId, spanId } = this.#begun;
    return new RecordedSpan(this.#options, this.#random, {
      traceId,
      spanId: this.#random.take(16),
      parentSpanId: spanId,
      name,
      kind,
      startMs: this.#options.now(),
    });
  }

  end(attributes: SpanAttributes, isError: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.record({
      ...this.#begun,
      endMs: this.#options.now(),
      attributes,
      isError,
    });
  }
}

/** Decides which requests are recorded and makes their spans. */
export class Tracer {
  readonly #options: TracerOptions;
  readonly #random: RandomHex;

  constructor(options: TracerOptions) {
    this.#options = options;
    this.#random = options.random ?? new RandomHex();
  }

  /**
   * Begins the span of a request, if its trace is recorded: as its caller decided, or by the ratio if nobody did.
   *
   * @param parent - the caller, or the trace that was begun for the request
   * @param isRoot - `parent` was made here: nobody has decided
   */
  begin(
    name: string,
    parent: TraceContext,
    isRoot: boolean,
  ): OpenSpan | undefined {
    const isRecorded = isRoot
      ? isInRatio(parent.traceId, this.#options.ratio)
      : parent.isSampled;
    if (!isRecorded) return undefined;
    return new RecordedSpan(this.#options, this.#random, {
      traceId: parent.traceId,
      spanId: isRoot ? parent.spanId : this.#random.take(16),
      parentSpanId: isRoot ? undefined : parent.spanId,
      name,
      kind: 'server',
      startMs: this.#options.now(),
    });
  }
}
