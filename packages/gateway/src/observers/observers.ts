import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GatewayPayloadLog,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { AccessEntry, accessLine, LineBuffer, lineWriter } from '../accessLog';
import {
  HttpSink,
  PayloadCapture,
  PayloadLogger,
  PayloadQueue,
} from '../payload';
import { OtlpSender, OtlpTarget, SpanExporter, Tracer } from '../trace';
import { Tallies } from '../traffic';

/** What is written down of requests, beside counters. */
export interface ObserverOptions {
  /** A file, or `-` for the standard output; undefined: there is no access log. */
  readonly accessLog?: string;
  /** Undefined: no spans are made. */
  readonly tracing?: OtlpTarget & {
    /** Share of the traces that begin here which are recorded, 0 to 1. */
    readonly ratio: number;
  };
}

/**
 * Everything that leaves a worker beside answers: payloads, spans and lines of the access log. Each has a bounded buffer
 * of its own; exchanges hand over what they have and never wait.
 */
export class Observers {
  /** Undefined: nothing is traced. */
  readonly tracer: Tracer | undefined;
  /** Undefined: there is no access log. */
  readonly logAccess: ((entry: AccessEntry) => void) | undefined;
  readonly #payloads: PayloadLogger;
  readonly #queue: PayloadQueue;
  readonly #sink: HttpSink;
  readonly #spans: SpanExporter | undefined;
  readonly #lines: LineBuffer | undefined;

  private constructor(
    tallies: Tallies,
    now: () => number,
    options: ObserverOptions,
  ) {
    const sink = new HttpSink(Date.now);
    this.#sink = sink;
    this.#queue = new PayloadQueue({
      deliver: record => sink.deliver(record),
      schedule: (ms, callback) => void setTimeout(callback, ms),
      onDelivered: revision =>
        tallies.add('payload_log_delivered_total', revision, 1),
      onDropped: revision =>
        tallies.add('payload_log_dropped_total', revision, 1),
    });
    this.#payloads = new PayloadLogger({
      push: record => this.#queue.push(record),
      now: Date.now,
      newId: randomUUID,
    });
    const { tracing, accessLog } = options;
    if (tracing) {
      const sender = new OtlpSender(tracing);
      const exporter = new SpanExporter({
        send: spans => sender.send(spans),
        schedule(ms, callback) {
          const timer = setTimeout(callback, ms);
          return () => clearTimeout(timer);
        },
        onExported: spans =>
          tallies.add('spans_exported_total', '', spans, spans),
        onDropped: spans =>
          tallies.add('spans_dropped_total', '', spans, spans),
      });
      this.#spans = exporter;
      // The wall clock may be set back; spans must not end before they began.
      const origin = Date.now() - now();
      this.tracer = new Tracer({
        ratio: tracing.ratio,
        record: span => exporter.record(span),
        now: () => origin + now(),
      });
    }
    if (accessLog !== undefined) {
      const lines = new LineBuffer({
        write: lineWriter(accessLog),
        schedule: (ms, callback) => void setTimeout(callback, ms),
        onWritten: count =>
          tallies.add('access_log_lines_total', '', count, count),
        onDropped: count =>
          tallies.add('access_log_dropped_total', '', count, count),
      });
      this.#lines = lines;
      this.logAccess = entry => lines.push(accessLine(entry));
    }
  }

  /** @param now - monotonic ms */
  static create(
    tallies: Tallies,
    now: () => number,
    options: ObserverOptions,
  ): Observers {
    return new Observers(tallies, now, options);
  }

  /** Payloads go only where this snapshot allows. */
  adopt({ addressRules }: GatewaySnapshot): void {
    this.#sink.adopt(addressRules);
  }

  /** Begins to log the payloads of an exchange; undefined: it is a probe. */
  watchPayload(
    revision: string,
    spec: GatewayPayloadLog,
    raw: readonly string[],
  ): PayloadCapture | undefined {
    return this.#payloads.watch(revision, spec, raw);
  }

  /** Resolves when all that was handed over is where it should be, or lost, or the time is over. */
  async flush(limitMs: number): Promise<void> {
    await Promise.race([
      Promise.all([
        this.#queue.whenEmpty(),
        this.#spans?.flush(),
        this.#lines?.flush(),
      ]),
      sleep(limitMs),
    ]);
    this.#sink.close();
  }
}
