import { Span } from './span';

/** Bounds of a {@link SpanExporter}: OpenTelemetry's defaults. */
export const exportLimits = {
  maxSpans: 2_048,
  maxBatch: 512,
  /** Pause between two exports, in ms; a full batch is sent at once. */
  everyMs: 5_000,
};

/** What an exporter is made of. */
export interface SpanExporterOptions {
  /** Sends spans; rejects if they did not arrive. */
  readonly send: (spans: readonly Span[]) => Promise<void>;
  /** Calls back after some ms, unless cancelled. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
  readonly onExported: (spans: number) => void;
  readonly onDropped: (spans: number) => void;
}

/** Spans on their way to a collector. Nobody waits for it: what does not fit, or did not arrive, is dropped and counted. */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  #spans: Span[] = [];
  #cancel: (() => void) | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
  }

  /** Takes a span that has ended. */
  record(span: Span): void {
    if (this.#spans.length >= exportLimits.maxSpans) {
      this.#options.onDropped(1);
      return;
    }
    this.#spans.push(span);
    if (this.#spans.length >= exportLimits.maxBatch) this.#export();
    else
      this.#cancel ??= this.#options.schedule(exportLimits.everyMs, () =>
        this.#export(),
      );
  }

  /** Sends what there is; resolves when it has arrived or is lost. */
  async flush(): Promise<void> {
    while (this.#spans.length > 0 || this.#sending) {
      this.#export();
      await this.#sending;
    }
  }

  #export(): void {
    if (this.#sending || this.#spans.length === 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
    const batch = this.#spans.slice(0, exportLimits.maxBatch);
    this.#spans = this.#spans.slice(exportLimits.maxBatch);
    const { send, onExported, onDropped } = this.#options;
    this.#sending = send(batch)
      .then(
        () => onExported(batch.length),
        () => onDropped(batch.length),
      )
      .then(() => {
        this.#sending = undefined;
        if (this.#spans.length >= exportLimits.maxBatch) this.#export();
        else if (this.#spans.length > 0)
          this.#cancel ??= this.#options.schedule(exportLimits.everyMs, () =>
            this.#export(),
          );
      });
  }
}
